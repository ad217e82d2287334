namespace ActorStream.Backends;

/// <summary>A record within a record of the same type: a tree's node within the node.</summary>
/// <param name="place">Where the codec of the record around it is.</param>
/// <param name="schema">Refers to that record.</param>
internal sealed class BackCodec<T>(RecordPlace place, Schema schema) : Codec<T>
{
    private Codec<T>? _around;

    public override Schema Schema => schema;

    private Codec<T> Around => _around ??= (Codec<T>)place.Codec!;

    public override void Write(RecordWriter writer, in T value)
    {
        writer.Enter();
        Around.Write(writer, value);
        writer.Leave();
    }

    public override T Read(RecordReader reader)
    {
        reader.Enter();
        var value = Around.Read(reader);
        reader.Leave();
        return value;
    }

    protected override Codec<T> Adapt(Schema written, SchemaChange change) =>
        written.AsRecord() is { } record && change.Find(Around, record) is { } adapted
            ? new BackCodec<T>(adapted, written)
            : Around.ReadingAs(written, change);
}
