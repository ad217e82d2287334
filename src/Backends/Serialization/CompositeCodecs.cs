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

    /// <summary>What always had a value may now be null.</summary>
    protected override Codec<T?> Adapt(Schema written, SchemaChange change) => written is OptionalSchema optional
        ? new NullableCodec<T>(value.ReadingAs(optional.Value, change))
        : new PresentCodec<T>(value.ReadingAs(written, change));
}

/// <summary>A value that was never null when it was written, and may be now.</summary>
internal sealed class PresentCodec<T>(Codec<T> value) : Codec<T?>
    where T : struct
{
    public override Schema Schema => value.Schema;

    public override void Write(RecordWriter writer, in T? optional) => value.Write(writer, optional!.Value);

    public override T? Read(RecordReader reader) => value.Read(reader);
}

/// <summary>A reference, which may be null, to an object of exactly the declared type: another type could not be read back.</summary>
internal sealed class ReferenceCodec<T>(Codec<T> value) : Codec<T>
    where T : class
{
    private static readonly bool IsExact = !typeof(T).IsInterface;

    public override Schema Schema { get; } = new OptionalSchema(value.Schema);

    public override void Write(RecordWriter writer, in T reference)
    {
        if (reference is null)
        {
            writer.WriteBoolean(false);
            return;
        }

        if (IsExact && reference.GetType() != typeof(T))
        {
            throw new InvalidOperationException(
                $"A {TypeNames.Of(reference.GetType())} cannot be written where {TypeNames.Of(typeof(T))} is declared: what it adds would be "
                + "lost. Declare the type itself, or give the state a serializer.");
        }

        writer.WriteBoolean(true);
        value.Write(writer, reference);
    }

    public override T Read(RecordReader reader) => reader.ReadBoolean() ? value.Read(reader) : null!;

    /// <summary>A struct that became a class was never null.</summary>
    protected override Codec<T> Adapt(Schema written, SchemaChange change) => written switch
    {
        OptionalSchema optional => new ReferenceCodec<T>(value.ReadingAs(optional.Value, change)),
        RecordSchema or ReferenceSchema or ListSchema => value.ReadingAs(written, change),
        _ => throw Differs(written, change),
    };
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
        var end = reader.EndAfter(reader.ReadInt32());
        T value;
        try
        {
            value = serializer.Read(reader, version);
        }
        catch (Exception error) when (UserCode.IsRefusal(error))
        {
            throw UserCode.Refused(reader, serializer.GetType(), error);
        }

        if (reader.Remaining > 0)
        {
            throw reader.Malformed($"{serializer.GetType().Name} left {reader.Remaining} bytes of a value");
        }

        reader.EndAt(end);
        return value;
    }

    protected override Codec<T> Adapt(Schema written, SchemaChange change) =>
        written is CustomSchema custom && custom.Version <= serializer.Version
            ? new CustomCodec<T>(serializer, custom.Version)
            : throw Differs(written, change);
}

/// <summary>Constructors, comparers and serializers of the user's that meet values they would never have written.</summary>
internal static class UserCode
{
    public static bool IsRefusal(Exception error) =>
        error is not (MalformedRecordException or StateRestoreException or OutOfMemoryException or InsufficientExecutionStackException);

    public static MalformedRecordException Refused(RecordReader reader, Type type, Exception error) =>
        new(reader.Malformed($"{TypeNames.Of(type)} refused it with {error.GetType().Name}: {error.Message.TrimEnd('.')}").Message, error);
}
