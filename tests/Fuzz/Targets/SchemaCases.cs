using ActorStream.Backends;

namespace ActorStream.Tests.Fuzz.Targets;

/// <summary>Schemas, and behind each some bytes to pass over as a value of it. A schema written again reads the same.</summary>
internal static class SchemaCases
{
    public static IReadOnlyList<FuzzCase> All { get; } =
    [
        Of<int>(),
        Of<List<string?>>(),
        Of<Dictionary<string, ValueCases.Order>>(),
        Of<ValueCases.Chain>(),
        Of<ValueCases.Tree>(),
        Of<ValueCases.Folder>(),
        Of<ValueCases.Nothing>(),
        Of(new ExpiringSchema(Codecs.For<ValueCases.Order>().Schema, TimerClock.EventTime)),
        Of(new CustomSchema(3)),
        Of<(DateTime, decimal?, Guid, Uri, Version)>(),
    ];

    private static FuzzCase Of<T>() => Of(Codecs.For<T>().Schema);

    private static FuzzCase Of(Schema schema)
    {
        var writer = new RecordWriter();
        SchemaFormat.Write(writer, schema);
        writer.WriteRaw(stackalloc byte[64]);
        return new FuzzCase(schema.Text, writer.Written.ToArray(), Read) { Expects = ValueCases.IsTyped };
    }

    private static void Read(byte[] bytes)
    {
        var reader = new RecordReader(bytes);
        var schema = SchemaFormat.Read(reader);
        var writer = new RecordWriter();
        SchemaFormat.Write(writer, schema);
        var again = SchemaFormat.Read(new RecordReader(writer.Written));
        if (again.Text != schema.Text || again.Reach != 0 || again.MinimumBytes < 1)
        {
            throw new InvalidOperationException($"A schema {schema.Text} became {again.Text}.");
        }

        schema.Skip(reader);
    }
}
