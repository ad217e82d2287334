namespace ActorStream.Backends;

/// <summary>A user's converter, as something that reads.</summary>
internal abstract class Conversion
{
    /// <summary>Why it cannot be used, as the rest of a sentence; null if it can.</summary>
    public abstract string? Problem { get; }
}

/// <inheritdoc/>
internal abstract class Conversion<TNew> : Conversion
{
    /// <summary>Whether the schema is that of its old type, or of one that the old type is converted from.</summary>
    public abstract bool IsFor(Schema written);

    /// <exception cref="StateRestoreException">The old type cannot be read from it either.</exception>
    public abstract Codec<TNew> ReadingAs(Schema written, SchemaChange change);
}

internal sealed class Conversion<TOld, TNew>(IStateConverter<TOld, TNew> converter) : Conversion<TNew>
{
    public override string? Problem => Codecs.Problem<TOld>() is { } problem
        ? $"its converter {TypeNames.Of(converter.GetType())} cannot be used: {problem.TrimEnd('.')}"
        : null;

    public override bool IsFor(Schema written) => written.Reach == 0
        && Codecs.For<TOld>() is var old
            && (written.Matches(old.Schema) || old is ConvertibleCodec<TOld> chain && chain.IsConvertedFrom(written));

    public override Codec<TNew> ReadingAs(Schema written, SchemaChange change) =>
        new ConvertedCodec<TOld, TNew>(Codecs.For<TOld>().ReadingAs(written, change), converter, change.Path);
}

/// <summary>A type with converters. Where the schema is its own it costs nothing: the codec within does the work.</summary>
internal sealed class ConvertibleCodec<T>(Codec<T> now, IReadOnlyList<Conversion<T>> conversions) : Codec<T>
{
    public override Schema Schema => now.Schema;

    public override void Write(RecordWriter writer, in T value) => now.Write(writer, value);

    public override T Read(RecordReader reader) => now.Read(reader);

    public bool IsConvertedFrom(Schema written) => conversions.Any(one => one.IsFor(written));

    public override Codec<T> ReadingAs(Schema written, SchemaChange change)
    {
        if (written.Reach == 0 && written.Matches(Schema))
        {
            return now;
        }

        if (written is ExpiringSchema expiring)
        {
            return new NoLongerExpiringCodec<T>(ReadingAs(expiring.Value, change));
        }

        if (conversions.FirstOrDefault(one => one.IsFor(written)) is { } conversion)
        {
            return conversion.ReadingAs(written, change);
        }

        try
        {
            return now.ReadingAs(written, change);
        }
        catch (StateRestoreException)
        {
            return TryConvert(written, change) ?? throw Differs(written, change);
        }
    }

    private Codec<T>? TryConvert(Schema written, SchemaChange change)
    {
        foreach (var conversion in conversions)
        {
            try
            {
                return conversion.ReadingAs(written, change);
            }
            catch (StateRestoreException)
            {
                // Not from this one's old type; perhaps from the next.
            }
        }

        return null;
    }
}

/// <summary>Reads the old type and converts it.</summary>
internal sealed class ConvertedCodec<TOld, TNew>(Codec<TOld> old, IStateConverter<TOld, TNew> converter, string path) : Codec<TNew>
{
    public override Schema Schema => old.Schema;

    public override void Write(RecordWriter writer, in TNew value) =>
        throw new InvalidOperationException($"'{path}' is read as {Schema.Text} and cannot be written so.");

    public override TNew Read(RecordReader reader)
    {
        var value = old.Read(reader);
        if (value is null && default(TNew) is null)
        {
            return default!;
        }

        try
        {
            return converter.Convert(value);
        }
        catch (Exception error) when (UserCode.IsRefusal(error))
        {
            throw new StateRestoreException(
                $"'{path}' cannot be restored: the converter {TypeNames.Of(converter.GetType())} threw {error.GetType().Name} for a value of "
                + $"{Schema.Text}: {error.Message}", error);
        }
    }
}
