using ActorStream.Backends;

namespace ActorStream.Tests.Fuzz.Targets;

/// <summary>
/// A value behind the schema it was written with, read as a type that has another one. Slow: most changes compile a reader.
/// </summary>
internal static class ChangeCases
{
    public static IReadOnlyList<FuzzCase> All { get; } =
    [
        Of<ValueCases.Point, Grown>(new ValueCases.Point(1, 2)),
        Of<ValueCases.Order, OrderNow>(new ValueCases.Order("o", [new ValueCases.Line("a", 1, 2)], new() { ["x"] = 1 }, default)),
        Of<ValueCases.Chain, ChainNow>(new ValueCases.Chain(1, new ValueCases.Chain(2, null))),
        Of<ValueCases.Folder, FolderNow>(new ValueCases.Folder("f", new() { ["x"] = new ValueCases.Folder("y", null) })),
        Of<List<int>, Queue<decimal>>([1, 2, 3]),
        Of<Dictionary<string, short>, SortedDictionary<string, long?>>(new() { ["a"] = 1 }),
    ];

    private static FuzzCase Of<TThen, TNow>(TThen value)
    {
        var writer = new RecordWriter();
        SchemaFormat.Write(writer, Codecs.For<TThen>().Schema);
        Codecs.For<TThen>().Write(writer, value);
        return new FuzzCase($"{Codecs.For<TThen>().Schema.Text} as {Codecs.For<TNow>().Schema.Text}", writer.Written.ToArray(), Read<TNow>)
        {
            Expects = error => ValueCases.IsTyped(error) || error is StateRestoreException,
        };
    }

    private static void Read<TNow>(byte[] bytes)
    {
        var reader = new RecordReader(bytes);
        var schema = SchemaFormat.Read(reader);
        var start = reader.Position;
        var codec = Codecs.For<TNow>().ReadingAs(schema, "state");
        codec.Read(reader);
        var end = reader.Position;
        reader.Reset(bytes.AsMemory(start));
        schema.Skip(reader);
        if (start + reader.Position != end)
        {
            throw new InvalidOperationException(
                $"A value of {schema.Text} ends at byte {end} when read, and at {start + reader.Position} when passed over.");
        }
    }

    private readonly record struct Grown(long X, [FormerlyNamed("Y")] double Down, int Added);

    private sealed record OrderNow(string Id, ValueCases.Line[] Lines, SortedDictionary<string, long>? Marks, string Label = "none");

    private sealed record FolderNow(string Name, List<KeyValuePair<string, FolderNow>>? Folders);

    private sealed record ChainNow(decimal Value, ChainNow? Next, int More = 5);
}
