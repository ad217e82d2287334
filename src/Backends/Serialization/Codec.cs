namespace ActorStream.Backends;

/// <summary>How values of a type are written and read. Stateless and thread-safe, except that reader and writer are not.</summary>
internal abstract class Codec<T>
{
    /// <summary>The shape of what <see cref="Write"/> writes.</summary>
    public abstract Schema Schema { get; }

    public abstract void Write(RecordWriter writer, in T value);

    public abstract T Read(RecordReader reader);

    /// <summary>The codec that reads into <typeparamref name="T"/> what was written with another schema. It does not write.</summary>
    /// <param name="written">The schema in the snapshot.</param>
    /// <param name="path">State and field, for the message.</param>
    /// <exception cref="StateRestoreException">The schemas do not fit.</exception>
    public Codec<T> ReadingAs(Schema written, string path) => written.Matches(Schema) ? this : Adapt(written, path);

    protected virtual Codec<T> Adapt(Schema written, string path) => throw Differs(written, path);

    protected StateRestoreException Differs(Schema written, string path) =>
        new($"'{path}' was {written.Text} and is now {Schema.Text}. Keep its type, add a field of another name, or drop the state by name.");
}
