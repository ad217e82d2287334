namespace ActorStream.Backends;

/// <summary>
/// Reads and writes a value with the time at which it expires. Values of a state that had no time to live, or one of another clock, are
/// read as
/// <see cref="Expiring{T}.NotSetYet"/>, and <paramref name="adopt"/> is told that there are such.
/// </summary>
internal sealed class ExpiringCodec<T>(Codec<T> values, TimerClock clock, Action adopt) : Codec<Expiring<T>>
{
    public override Schema Schema { get; } = new ExpiringSchema(values.Schema, clock);

    public override void Write(RecordWriter writer, in Expiring<T> value)
    {
        writer.WriteInt64(value.Expires);
        values.Write(writer, value.Value);
    }

    public override Expiring<T> Read(RecordReader reader) => new() { Expires = reader.ReadInt64(), Value = values.Read(reader) };

    public override Codec<Expiring<T>> ReadingAs(Schema written, SchemaChange change)
    {
        if (written is ExpiringSchema same && same.Clock == clock)
        {
            return new ExpiringCodec<T>(values.ReadingAs(same.Value, change), clock, adopt);
        }

        adopt();
        return new NotYetExpiringCodec<T>(values.ReadingAs(written, change));
    }
}

/// <summary>Reads a value that had no time to live.</summary>
internal sealed class NotYetExpiringCodec<T>(Codec<T> values) : Codec<Expiring<T>>
{
    public override Schema Schema => values.Schema;

    public override void Write(RecordWriter writer, in Expiring<T> value) => values.Write(writer, value.Value);

    public override Expiring<T> Read(RecordReader reader) => new() { Expires = Expiring<T>.NotSetYet, Value = values.Read(reader) };
}

/// <summary>Reads a value that had a time to live, and has none any more.</summary>
internal sealed class NoLongerExpiringCodec<T>(Codec<T> values) : Codec<T>
{
    public override Schema Schema => values.Schema;

    public override void Write(RecordWriter writer, in T value) => values.Write(writer, value);

    public override T Read(RecordReader reader)
    {
        reader.ReadInt64();
        return values.Read(reader);
    }
}

/// <summary>A codec of the engine's where a serializer is asked for: used as it is.</summary>
internal sealed class CodecSerializer<T>(Codec<T> codec) : ISerializer<T>
{
    public Codec<T> Codec { get; } = codec;

    public int Version => 0;

    public void Write(RecordWriter writer, in T value) => Codec.Write(writer, value);

    public T Read(RecordReader reader, int version) => Codec.Read(reader);
}
