using System.Text;
using ActorStream.Backends;
using ActorStream.Backends.Native;

namespace ActorStream.Tests.Fuzz.Targets;

/// <summary>The inventory of a RocksDB part. RocksDB itself is not asked.</summary>
internal static class InventoryCases
{
    public static IReadOnlyList<FuzzCase> All { get; } =
    [
        Of("empty", new DatabaseInventory("MANIFEST-000001", [], [])),
        Of("tables", new DatabaseInventory("MANIFEST-000005", [1, 2, 3],
        [
            new TableFile("000012.sst", new LiveFile("Value/sum", 6, [0, 0, 0, 0, 0, 0, 0, 1], [9, 9, 9, 9, 9, 9, 9, 9, 9])),
            new TableFile("000013.sst", new LiveFile("", 0, [], [])),
        ])),
    ];

    private static FuzzCase Of(string name, DatabaseInventory inventory) => new(name, inventory.ToBytes().ToArray(), Read)
    {
        Expects = static error => error is MalformedRecordException,
        Pieces = [.. ((string[])["000012.sst", "MANIFEST-000005", "../x.sst", "default"]).Select(Encoding.UTF8.GetBytes)],
    };

    private static void Read(byte[] bytes)
    {
        foreach (var table in DatabaseInventory.Read(new RecordReader(bytes)).Tables)
        {
            table.MayHold(HashRange.All, hasSlices: false);
        }
    }
}
