namespace ActorStream.Backends;

/// <summary>How values of a type are written and read. Stateless and thread-safe, except that reader and writer are not.</summary>
internal abstract class Codec
{
    /// <summary>The shape of what it reads, and writes if it does.</summary>
    public abstract Schema Schema { get; }

    /// <summary>Whether what it reads and writes are the value's bytes as they lie in memory.</summary>
    public virtual bool IsRaw => false;

    /// <summary><see cref="Codec{T}.ReadingAs(Schema, SchemaChange)"/> where the type is not known.</summary>
    public abstract Codec Reading(Schema written, SchemaChange change);
}

/// <inheritdoc/>
internal abstract class Codec<T> : Codec
{
    public abstract void Write(RecordWriter writer, in T value);

    public abstract T Read(RecordReader reader);

    /// <summary>The codec that reads into <typeparamref name="T"/> what was written with another schema. It does not write.</summary>
    /// <param name="written">The schema in the snapshot.</param>
    /// <param name="path">State and field, for the message.</param>
    /// <exception cref="StateRestoreException">The schemas do not fit.</exception>
    public Codec<T> ReadingAs(Schema written, string path) => ReadingAs(written, new SchemaChange(path));

    /// <summary>The same within a larger change.</summary>
    public virtual Codec<T> ReadingAs(Schema written, SchemaChange change) =>
        written.Reach == 0 && written.Matches(Schema) ? this
            : written is ExpiringSchema expiring ? new NoLongerExpiringCodec<T>(ReadingAs(expiring.Value, change))
            : Adapt(written, change);

    public sealed override Codec Reading(Schema written, SchemaChange change) => ReadingAs(written, change);

    protected virtual Codec<T> Adapt(Schema written, SchemaChange change) => throw Differs(written, change);

    protected StateRestoreException Differs(Schema written, SchemaChange change) =>
        new($"'{change.Path}' was {written.Text} and is now {Schema.Text}. Give it a converter ([ConvertedBy<...>]), keep its type and add a "
            + "field of another name, or drop the state by name.");
}
