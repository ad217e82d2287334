namespace ActorStream.Backends;

/// <summary>An entry of a broadcast map: its key, then its value.</summary>
internal sealed class EntryCodec<TMapKey, T>(Codec<TMapKey> keys, Codec<T> values) : Codec<KeyValuePair<TMapKey, T>>
{
    private const string Key = "Key";
    private const string Value = "Value";

    public override Schema Schema { get; } = new RecordSchema([(Key, keys.Schema), (Value, values.Schema)]);

    public override void Write(RecordWriter writer, in KeyValuePair<TMapKey, T> entry)
    {
        keys.Write(writer, entry.Key);
        values.Write(writer, entry.Value);
    }

    public override KeyValuePair<TMapKey, T> Read(RecordReader reader) => new(keys.Read(reader), values.Read(reader));

    protected override Codec<KeyValuePair<TMapKey, T>> Adapt(Schema written, string path) =>
        written is RecordSchema { Fields: [(Key, var key), (Value, var value)] }
            ? new EntryCodec<TMapKey, T>(keys.ReadingAs(key, $"{path}.{Key}"), values.ReadingAs(value, $"{path}.{Value}"))
            : throw Differs(written, path);
}
