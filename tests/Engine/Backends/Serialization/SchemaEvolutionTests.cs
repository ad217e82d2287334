using ActorStream.Backends;
using Xunit;
using static ActorStream.Tests.Engine.Backends.Serialization.RoundTrip;

namespace ActorStream.Tests.Engine.Backends.Serialization;

public sealed class SchemaEvolutionTests
{
    [Fact]
    public void Fields_may_be_added_removed_and_reordered()
    {
        var now = Reread<Before, After>(new Before("ATL", 3, [new LegBefore(5)], "gone"));
        Assert.Equal("ATL", now.Origin);
        Assert.Equal(3, now.Number);
        Assert.Equal([new LegAfter(5, null)], now.Legs);
        Assert.Equal(42, now.Added);
    }

    [Fact]
    public void A_changed_type_is_an_error_that_names_state_and_field()
    {
        var error = Assert.Throws<StateRestoreException>(() => Reread<Before, Changed>(new Before("ATL", 3, [], "")));
        Assert.Contains("'flights.Number' was Int32 and is now Int16", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_serializer_reads_older_versions_and_refuses_newer_ones()
    {
        Assert.Equal(7, Codecs.For(new Versioned(3)).ReadingAs(new CustomSchema(2), "s").Read(new RecordReader(new byte[] { 1, 0, 0, 0, 7 })));
        Assert.Throws<StateRestoreException>(() => Codecs.For(new Versioned(3)).ReadingAs(new CustomSchema(4), "s"));
    }

    [Fact]
    public void Schemas_survive()
    {
        var schema = Codecs.For<Dictionary<string, Before?>>().Schema;
        var writer = new RecordWriter();
        SchemaFormat.Write(writer, schema);
        Assert.Equal(schema.Text, SchemaFormat.Read(new RecordReader(writer.Written)).Text);
        Assert.Equal(
            "[{Key: String?, Value: {Gone: String?, Legs: [{Minutes: Int32}?]?, Number: Int32, Origin: String?}?}]?", schema.Text);
    }

    [Fact]
    public void A_schema_nested_without_end_is_malformed() =>
        Assert.Throws<MalformedRecordException>(() => SchemaFormat.Read(new RecordReader(Enumerable.Repeat((byte)2, 100_000).ToArray())));

    private sealed record Before(string Origin, int Number, List<LegBefore> Legs, string Gone);

    private sealed record LegBefore(int Minutes);

    private sealed record LegAfter(int Minutes, string? Via);

    private sealed class After
    {
        public int Added { get; set; } = 42;

        public int Number { get; set; }

        public string? Origin { get; set; }

        public LegAfter[] Legs { get; set; } = [];
    }

    private sealed record Changed(string Origin, short Number);

    private sealed class Versioned(int version) : ISerializer<int>
    {
        public int Version => version;

        public void Write(RecordWriter writer, in int value) => writer.WriteInt32(value);

        public int Read(RecordReader reader, int written) => written < 3 ? reader.ReadByte() : reader.ReadInt32();
    }
}
