using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorStream.Backends;

internal sealed class ArrayCodec<T>(Codec<T> item) : Codec<T[]>
{
    public override Schema Schema { get; } = new ListSchema(item.Schema);

    public override void Write(RecordWriter writer, in T[] value)
    {
        writer.WriteCount(value.Length);
        if (item is RawCodec<T>)
        {
            writer.WriteRaw(BytesOf(value));
            return;
        }

        foreach (ref readonly var one in value.AsSpan())
        {
            item.Write(writer, one);
        }
    }

    public override T[] Read(RecordReader reader)
    {
        var items = new T[reader.ReadCount(item.Schema.MinimumBytes)];
        if (item is RawCodec<T>)
        {
            var bytes = BytesOf(items);
            reader.ReadRaw(bytes.Length).CopyTo(bytes);
            return items;
        }

        for (var i = 0; i < items.Length; i++)
        {
            items[i] = item.Read(reader);
        }

        return items;
    }

    protected override Codec<T[]> Adapt(Schema written, string path) =>
        written is ListSchema list ? new ArrayCodec<T>(item.ReadingAs(list.Item, path)) : throw Differs(written, path);

    /// <summary>The memory of raw scalars, which hold no references.</summary>
    private static Span<byte> BytesOf(T[] items) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(items)), checked(items.Length * Unsafe.SizeOf<T>()));
}

internal sealed class ListCodec<T>(Codec<T> item) : Codec<List<T>>
{
    public override Schema Schema { get; } = new ListSchema(item.Schema);

    public override void Write(RecordWriter writer, in List<T> value)
    {
        writer.WriteCount(value.Count);
        foreach (ref readonly var one in CollectionsMarshal.AsSpan(value))
        {
            item.Write(writer, one);
        }
    }

    public override List<T> Read(RecordReader reader)
    {
        var count = reader.ReadCount(item.Schema.MinimumBytes);
        var items = new List<T>(count);
        for (; count > 0; count--)
        {
            items.Add(item.Read(reader));
        }

        return items;
    }

    protected override Codec<List<T>> Adapt(Schema written, string path) =>
        written is ListSchema list ? new ListCodec<T>(item.ReadingAs(list.Item, path)) : throw Differs(written, path);
}

internal sealed class HashSetCodec<T>(Codec<T> item) : Codec<HashSet<T>>
{
    public override Schema Schema { get; } = new ListSchema(item.Schema);

    public override void Write(RecordWriter writer, in HashSet<T> value)
    {
        Comparers.RequireDefault(value.Comparer);
        writer.WriteCount(value.Count);
        foreach (var one in value)
        {
            item.Write(writer, one);
        }
    }

    public override HashSet<T> Read(RecordReader reader)
    {
        var count = reader.ReadCount(item.Schema.MinimumBytes);
        var items = new HashSet<T>(count);
        for (; count > 0; count--)
        {
            if (!items.Add(item.Read(reader)))
            {
                throw reader.Malformed("a set holds an item twice");
            }
        }

        return items;
    }

    protected override Codec<HashSet<T>> Adapt(Schema written, string path) =>
        written is ListSchema list ? new HashSetCodec<T>(item.ReadingAs(list.Item, path)) : throw Differs(written, path);
}

/// <summary>A list of records of a key and a value.</summary>
internal sealed class DictionaryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value) : Codec<Dictionary<TKey, TValue>>
    where TKey : notnull
{
    private const string KeyField = "Key";
    private const string ValueField = "Value";

    public override Schema Schema { get; } = new ListSchema(new RecordSchema([(KeyField, key.Schema), (ValueField, value.Schema)]));

    public override void Write(RecordWriter writer, in Dictionary<TKey, TValue> map)
    {
        Comparers.RequireDefault(map.Comparer);
        writer.WriteCount(map.Count);
        foreach (var entry in map)
        {
            key.Write(writer, entry.Key);
            value.Write(writer, entry.Value);
        }
    }

    public override Dictionary<TKey, TValue> Read(RecordReader reader)
    {
        var count = reader.ReadCount(key.Schema.MinimumBytes + value.Schema.MinimumBytes);
        var map = new Dictionary<TKey, TValue>(count);
        for (; count > 0; count--)
        {
            var one = key.Read(reader);
            if (one is null || !map.TryAdd(one, value.Read(reader)))
            {
                throw reader.Malformed("a dictionary holds a key twice, or a null key");
            }
        }

        return map;
    }

    protected override Codec<Dictionary<TKey, TValue>> Adapt(Schema written, string path) =>
        written is ListSchema { Item: RecordSchema { Fields: [(KeyField, var writtenKey), (ValueField, var writtenValue)] } }
            ? new DictionaryCodec<TKey, TValue>(key.ReadingAs(writtenKey, path + ".Key"), value.ReadingAs(writtenValue, path + ".Value"))
            : throw Differs(written, path);
}

internal static class Comparers
{
    /// <summary>A comparer is not written, so a collection with its own would change its meaning at a restore.</summary>
    public static void RequireDefault<T>(IEqualityComparer<T> comparer)
    {
        if (!comparer.Equals(EqualityComparer<T>.Default) && !ReferenceEquals(comparer, StringComparer.Ordinal))
        {
            throw new InvalidOperationException(
                $"A set or dictionary of {TypeNames.Of(typeof(T))} with the comparer {comparer.GetType().Name} cannot be kept: the comparer "
                + "would be lost. Use the default comparer and normalise the keys.");
        }
    }
}
