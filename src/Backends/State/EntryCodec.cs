namespace ActorStream.Backends;

/// <summary>
/// An entry of a map, as snapshots hold it: the map key, then the value. Keyed maps and lists are such entries in every format, those of a list by
/// the element's index; so are broadcast maps.
/// </summary>
internal sealed class EntryCodec<TSub, T>(Codec<TSub> keys, Codec<T> values) : Codec<KeyValuePair<TSub, T>>
{
    private const string KeyField = "Key";
    private const string ValueField = "Value";

    public Codec<TSub> Keys { get; } = keys;

    public Codec<T> Values { get; } = values;

    public override Schema Schema { get; } = new RecordSchema([(KeyField, keys.Schema), (ValueField, values.Schema)]);

    public override void Write(RecordWriter writer, in KeyValuePair<TSub, T> entry)
    {
        Keys.Write(writer, entry.Key);
        Values.Write(writer, entry.Value);
    }

    public override KeyValuePair<TSub, T> Read(RecordReader reader)
    {
        var key = Keys.Read(reader);
        return key is null ? throw reader.Malformed("an entry has no key") : new(key, Values.Read(reader));
    }

    protected override Codec<KeyValuePair<TSub, T>> Adapt(Schema written, string path) =>
        written is RecordSchema { Fields: [(KeyField, var writtenKey), (ValueField, var writtenValue)] }
            ? new EntryCodec<TSub, T>(Keys.ReadingAs(writtenKey, path + ".Key"), Values.ReadingAs(writtenValue, path))
            : throw Differs(written, path);
}
