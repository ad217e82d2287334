using System.Runtime.CompilerServices;
using ActorStream.Backends.Files;
using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>
/// A frozen database, as hard links to its files in a directory of its own, and what lies in no database, frozen as on the heap. Table files never
/// change, so those that the base has are not written again.
/// </summary>
/// <param name="home">Where the directory is.</param>
/// <param name="cut">Makes the links.</param>
/// <param name="linked">The links.</param>
/// <param name="rest">Catalog of all states, and the runs of those that lie in no database.</param>
/// <param name="known">Table files that need not be written again, by their names in the database.</param>
/// <param name="written">What parts consist of.</param>
internal sealed class RocksDbSnapshot(
    RocksDbHome home, DatabaseCut cut, LinkedFiles linked, FrozenState rest,
    IReadOnlyDictionary<string, SnapshotFile> known, WrittenTables written) : StateSnapshot
{
    private const int CopyBytes = 1024 * 1024;

    public override async ValueTask<KeyedPart> WriteAsync(SnapshotTarget target, CancellationToken cancellation)
    {
        cut.CompleteLinked();
        var catalog = await rest.WriteAsync(target, cancellation);
        var files = await home.Disk.ListAsync(linked.Directory, cancellation);
        var manifest = files.Single(file => DatabaseInventory.IsManifest(file.Name));
        var tables = files.Where(file => DatabaseInventory.IsTable(file.Name)).ToList();
        var unknown = new LiveFile("", 0, [], []);
        var inventory = new DatabaseInventory(
            manifest.Name,
            await home.Disk.ReadAllAsync(manifest.Path, int.MaxValue, cancellation),
            [.. tables.Select(table => new TableFile(table.Name, linked.Live.GetValueOrDefault(table.Name, unknown)))]);
        var parts = new List<SnapshotFile>(catalog.Files)
        {
            await target.WriteAsync(".db", output => output.WriteAsync(inventory.ToBytes(), cancellation), cancellation),
        };
        foreach (var table in tables)
        {
            parts.Add(known.TryGetValue(table.Name, out var file)
                ? file
                : await target.WriteAsync($".{table.Name}", output => CopyAsync(table, output, cancellation), cancellation));
        }

        var part = new KeyedPart(catalog.Range, KeyedFormat.RocksDb, parts);
        written.Add(part, inventory);
        return part;
    }

    public override void Dispose()
    {
        rest.Dispose();
        cut.GiveUp();
        home.Delete(linked.Directory);
    }

    private async ValueTask CopyAsync(FileEntry table, SnapshotOutput output, CancellationToken cancellation)
    {
        await using var reader = await home.Disk.OpenReadAsync(table.Path, cancellation);
        var buffer = new byte[(int)Math.Clamp(reader.Length, 1, CopyBytes)];
        for (long read = 0; read < reader.Length;)
        {
            var count = await reader.ReadAsync(read, buffer, cancellation);
            if (count == 0) throw new IOException($"'{table.Path}' ended at byte {read} of {reader.Length}.");
            await output.WriteAsync(buffer.AsMemory(0, count), cancellation);
            read += count;
        }
    }
}

/// <summary>
/// Which table files of the database each part consists of. Their names are the database's and are never used twice by it, so a part of the same
/// database has the very file. Thread-safe; forgets parts that nobody holds any more.
/// </summary>
internal sealed class WrittenTables
{
    private readonly ConditionalWeakTable<KeyedPart, Dictionary<string, SnapshotFile>> _byPart = [];

    public void Add(KeyedPart part, DatabaseInventory inventory) => _byPart.AddOrUpdate(
        part, inventory.Tables.Select((table, i) => KeyValuePair.Create(table.Name, part.Files[DatabaseInventory.FilesBefore + i])).ToDictionary());

    /// <summary>By name; empty for a part of another database.</summary>
    public IReadOnlyDictionary<string, SnapshotFile> Of(KeyedPart? part) =>
        part is not null && _byPart.TryGetValue(part, out var tables) ? tables : new Dictionary<string, SnapshotFile>();
}
