using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Serialization;

/// <summary>Values written and read again, as what they were and as what they have become.</summary>
internal static class RoundTrip
{
    public static void Survives<T>(T value) => Assert.Equal(value, Copy(value));

    /// <summary>Written, passed over, and read to its last byte.</summary>
    public static T Copy<T>(T value)
    {
        var writer = new RecordWriter();
        Codecs.For<T>().Write(writer, value);
        var reader = new RecordReader(writer.Written);
        var copy = Codecs.For<T>().Read(reader);
        Assert.Equal(0, reader.Remaining);

        reader.Reset(writer.Written);
        Codecs.For<T>().Schema.Skip(reader);
        Assert.Equal(0, reader.Remaining);
        return copy;
    }

    /// <summary>Written with its schema as one type and read as another.</summary>
    public static TNow Reread<TThen, TNow>(TThen value)
    {
        var writer = new RecordWriter();
        SchemaFormat.Write(writer, Codecs.For<TThen>().Schema);
        Codecs.For<TThen>().Write(writer, value);
        var reader = new RecordReader(writer.Written);
        var now = Codecs.For<TNow>().ReadingAs(SchemaFormat.Read(reader), "flights").Read(reader);
        Assert.Equal(0, reader.Remaining);
        return now;
    }
}
