namespace ActorStream.Backends;

internal sealed class NullableCodec<T>(Codec<T> value) : Codec<T?>
    where T : struct
{
    public override Schema Schema { get; } = new OptionalSchema(value.Schema);

    public override void Write(RecordWriter writer, in T? optional)
    {
        writer.WriteBoolean(optional.HasValue);
        if (optional.HasValue)
        {
            value.Write(writer, optional.Value);
        }
    }

    public override T? Read(RecordReader reader) => reader.ReadBoolean() ? value.Read(reader) : null;

    protected override Codec<T?> Adapt(Schema written, string path) =>
        written is OptionalSchema optional ? new NullableCodec<T>(value.ReadingAs(optional.Value, path)) : throw Differs(written, path);
}

/// <summary>A reference, which may be null, to an object of exactly the declared type: another type could not be read back.</summary>
internal sealed class ReferenceCodec<T>(Codec<T> value) : Codec<T>
    where T : class
{
    public override Schema Schema { get; } = new OptionalSchema(value.Schema);

    public override void Write(RecordWriter writer, in T reference)
    {
        if (reference is null)
        {
            writer.WriteBoolean(false);
            return;
        }

        if (reference.GetType() != typeof(T))
        {
            throw new InvalidOperationException(
                $"A {TypeNames.Of(reference.GetType())} cannot be written where {TypeNames.Of(typeof(T))} is declared: what it adds would be "
                + "lost. Declare the type itself, or give the state a serializer.");
        }

        writer.WriteBoolean(true);
        value.Write(writer, reference);
    }

    public override T Read(RecordReader reader) => reader.ReadBoolean() ? value.Read(reader) : null!;

    protected override Codec<T> Adapt(Schema written, string path) =>
        written is OptionalSchema optional ? new ReferenceCodec<T>(value.ReadingAs(optional.Value, path)) : throw Differs(written, path);
}

/// <summary>What a user's serializer writes, behind its length, so that it can be passed over and cannot be read past.</summary>
internal sealed class CustomCodec<T>(ISerializer<T> serializer, int version) : Codec<T>
{
    public CustomCodec(ISerializer<T> serializer)
        : this(serializer, serializer.Version)
    {
    }

    public override Schema Schema { get; } = new CustomSchema(version);

    public override void Write(RecordWriter writer, in T value)
    {
        var start = writer.BeginLength();
        serializer.Write(writer, value);
        writer.EndLength(start);
    }

    public override T Read(RecordReader reader)
    {
        var length = reader.ReadInt32();
        if (length < 0 || length > reader.Remaining)
        {
            throw reader.Malformed($"a value is {length} bytes long where {reader.Remaining} are left");
        }

        var start = reader.Position;
        var value = serializer.Read(reader, version);
        return reader.Position - start == length
            ? value
            : throw reader.Malformed($"{serializer.GetType().Name} read {reader.Position - start} bytes of a value of {length}");
    }

    protected override Codec<T> Adapt(Schema written, string path) =>
        written is CustomSchema custom && custom.Version <= serializer.Version
            ? new CustomCodec<T>(serializer, custom.Version)
            : throw Differs(written, path);
}
