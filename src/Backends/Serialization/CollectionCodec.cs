namespace ActorStream.Backends;

/// <summary>A count and the items, whatever holds them: arrays, lists, sets and dictionaries of equal items can take each other's
/// place.</summary>
internal abstract class CollectionCodec<TCollection, T>(Codec<T> item) : Codec<TCollection>
{
    public sealed override Schema Schema { get; } = new ListSchema(item.Schema);

    protected Codec<T> Item => item;

    public sealed override TCollection Read(RecordReader reader)
    {
        var count = reader.ReadCount(item.Schema.MinimumBytes);
        try
        {
            return ReadItems(reader, count);
        }
        catch (Exception error) when (UserCode.IsRefusal(error))
        {
            // Comparers and hash codes of the user's meet items that were never written; sorted ones and dictionaries refuse a key that
            // comes twice.
            throw UserCode.Refused(reader, typeof(TCollection), error);
        }
    }

    /// <summary>Reads so many items, which the bytes that are left could be.</summary>
    protected abstract TCollection ReadItems(RecordReader reader, int count);

    /// <summary>The same with another codec of items.</summary>
    protected abstract Codec<TCollection> Of(Codec<T> items);

    protected sealed override Codec<TCollection> Adapt(Schema written, SchemaChange change) =>
        written is ListSchema list ? Of(item.ReadingAs(list.Item, change)) : throw Differs(written, change);

    protected T[] ReadArray(RecordReader reader, int count)
    {
        var items = count == 0 ? [] : new T[reader.Reservable(count)];
        for (var i = 0; i < count; i++)
        {
            if (i == items.Length)
            {
                Array.Resize(ref items, (int)Math.Min(count, 2L * items.Length));
            }

            items[i] = item.Read(reader);
        }

        return items;
    }
}

/// <summary>Any collection that can be gone through and made from its items.</summary>
/// <param name="item">Of its items.</param>
/// <param name="make">Makes one; throws where the items cannot be together in one.</param>
/// <param name="items">The items in the order in which they make an equal one, or why that is not possible.</param>
internal sealed class SequenceCodec<TCollection, T>(
    Codec<T> item, Func<T[], TCollection> make, Func<TCollection, IEnumerable<T>> items) : CollectionCodec<TCollection, T>(item)
{
    public override void Write(RecordWriter writer, in TCollection value)
    {
        var sequence = items(value);
        if (!sequence.TryGetNonEnumeratedCount(out var count))
        {
            count = sequence.Count();
        }

        writer.WriteCount(count);
        foreach (var one in sequence)
        {
            Item.Write(writer, one);
            count--;
        }

        if (count != 0)
        {
            throw new InvalidOperationException(
                $"A {TypeNames.Of(value!.GetType())} has not as many items as it says, or changed meanwhile.");
        }
    }

    protected override TCollection ReadItems(RecordReader reader, int count) => make(ReadArray(reader, count));

    protected override Codec<TCollection> Of(Codec<T> other) => new SequenceCodec<TCollection, T>(other, make, items);
}

/// <summary>An entry of a dictionary: a record of its key and its value.</summary>
internal sealed class EntryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value) : Codec<KeyValuePair<TKey, TValue>>
{
    private const string KeyField = "Key";
    private const string ValueField = "Value";

    public Codec<TKey> Keys { get; } = key;

    public Codec<TValue> Values { get; } = value;

    public override Schema Schema { get; } = new RecordSchema([(KeyField, key.Schema), (ValueField, value.Schema)]);

    public override void Write(RecordWriter writer, in KeyValuePair<TKey, TValue> entry)
    {
        Keys.Write(writer, entry.Key);
        Values.Write(writer, entry.Value);
    }

    public override KeyValuePair<TKey, TValue> Read(RecordReader reader) => new(Keys.Read(reader), Values.Read(reader));

    protected override Codec<KeyValuePair<TKey, TValue>> Adapt(Schema written, SchemaChange change) =>
        written is RecordSchema { Fields: [(KeyField, var writtenKey), (ValueField, var writtenValue)] }
            ? new EntryCodec<TKey, TValue>(
                Keys.ReadingAs(writtenKey, change.Into(KeyField)), Values.ReadingAs(writtenValue, change.Into(ValueField)))
            : throw Differs(written, change);
}
