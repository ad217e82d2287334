using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorStream.Backends;

internal sealed class ArrayCodec<T>(Codec<T> item) : CollectionCodec<T[], T>(item)
{
    public override void Write(RecordWriter writer, in T[] value)
    {
        writer.WriteCount(value.Length);
        if (Item is RawCodec<T>)
        {
            writer.WriteRaw(RawItems.Of(value));
            return;
        }

        foreach (ref readonly var one in value.AsSpan())
        {
            Item.Write(writer, one);
        }
    }

    protected override T[] ReadItems(RecordReader reader, int count)
    {
        if (Item is not RawCodec<T>)
        {
            return ReadArray(reader, count);
        }

        var items = new T[count];
        var bytes = RawItems.Of(items);
        reader.ReadRaw(bytes.Length).CopyTo(bytes);
        return items;
    }

    protected override Codec<T[]> Of(Codec<T> items) => new ArrayCodec<T>(items);
}

/// <summary>Written as the array within, which is null where there never was one.</summary>
internal sealed class ImmutableArrayCodec<T>(Codec<T[]> array) : Codec<ImmutableArray<T>>
{
    public override Schema Schema => array.Schema;

    public override void Write(RecordWriter writer, in ImmutableArray<T> value) =>
        array.Write(writer, ImmutableCollectionsMarshal.AsArray(value)!);

    public override ImmutableArray<T> Read(RecordReader reader) => ImmutableCollectionsMarshal.AsImmutableArray(array.Read(reader));

    protected override Codec<ImmutableArray<T>> Adapt(Schema written, SchemaChange change) =>
        new ImmutableArrayCodec<T>(array.ReadingAs(written, change));
}

internal sealed class ListCodec<T>(Codec<T> item) : CollectionCodec<List<T>, T>(item)
{
    public override void Write(RecordWriter writer, in List<T> value)
    {
        writer.WriteCount(value.Count);
        if (Item is RawCodec<T>)
        {
            writer.WriteRaw(RawItems.Of<T>(CollectionsMarshal.AsSpan(value)));
            return;
        }

        foreach (ref readonly var one in CollectionsMarshal.AsSpan(value))
        {
            Item.Write(writer, one);
        }
    }

    protected override List<T> ReadItems(RecordReader reader, int count)
    {
        var items = new List<T>(reader.Reservable(count));
        if (Item is RawCodec<T>)
        {
            CollectionsMarshal.SetCount(items, count);
            var bytes = RawItems.Of<T>(CollectionsMarshal.AsSpan(items));
            reader.ReadRaw(bytes.Length).CopyTo(bytes);
            return items;
        }

        for (; count > 0; count--)
        {
            items.Add(Item.Read(reader));
        }

        return items;
    }

    protected override Codec<List<T>> Of(Codec<T> items) => new ListCodec<T>(items);
}

/// <summary>A set; what was a list becomes one without what it holds twice.</summary>
internal sealed class HashSetCodec<T>(Codec<T> item) : CollectionCodec<HashSet<T>, T>(item)
{
    public override void Write(RecordWriter writer, in HashSet<T> value)
    {
        Comparers.RequireDefault(value.Comparer);
        writer.WriteCount(value.Count);
        foreach (var one in value)
        {
            Item.Write(writer, one);
        }
    }

    protected override HashSet<T> ReadItems(RecordReader reader, int count)
    {
        var items = new HashSet<T>(reader.Reservable(count));
        for (; count > 0; count--)
        {
            items.Add(Item.Read(reader));
        }

        return items;
    }

    protected override Codec<HashSet<T>> Of(Codec<T> items) => new HashSetCodec<T>(items);
}

internal sealed class DictionaryCodec<TKey, TValue>(Codec<KeyValuePair<TKey, TValue>> entry)
    : CollectionCodec<Dictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(entry)
    where TKey : notnull
{
    public override void Write(RecordWriter writer, in Dictionary<TKey, TValue> map)
    {
        Comparers.RequireDefault(map.Comparer);
        writer.WriteCount(map.Count);
        foreach (var one in map)
        {
            Item.Write(writer, one);
        }
    }

    protected override Dictionary<TKey, TValue> ReadItems(RecordReader reader, int count)
    {
        var map = new Dictionary<TKey, TValue>(reader.Reservable(count));
        for (; count > 0; count--)
        {
            var (key, value) = Item.Read(reader);
            if (key is null || !map.TryAdd(key, value))
            {
                throw reader.Malformed("a dictionary holds a key twice, or a null key");
            }
        }

        return map;
    }

    protected override Codec<Dictionary<TKey, TValue>> Of(Codec<KeyValuePair<TKey, TValue>> entries) =>
        new DictionaryCodec<TKey, TValue>(entries);
}

/// <summary>The memory of raw scalars, which hold no references.</summary>
internal static class RawItems
{
    public static Span<byte> Of<T>(Span<T> items) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), checked(items.Length * Unsafe.SizeOf<T>()));
}

internal static class Comparers
{
    /// <summary>A comparer is not written, so a collection with its own would change its meaning at a restore.</summary>
    public static void RequireDefault<T>(IEqualityComparer<T> comparer)
    {
        if (!comparer.Equals(EqualityComparer<T>.Default) && !ReferenceEquals(comparer, StringComparer.Ordinal))
        {
            throw Refused<T>(comparer);
        }
    }

    /// <summary>The same for an order.</summary>
    public static void RequireDefault<T>(IComparer<T> comparer)
    {
        if (!comparer.Equals(Comparer<T>.Default))
        {
            throw Refused<T>(comparer);
        }
    }

    private static InvalidOperationException Refused<T>(object comparer) =>
        new($"A set or dictionary of {TypeNames.Of(typeof(T))} with the comparer {comparer.GetType().Name} cannot be kept: the comparer "
            + "would be lost. Use the default comparer and normalise the keys.");
}
