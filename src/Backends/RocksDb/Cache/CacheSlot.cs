using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>One place in a page of the cache; empty if the tag is 0.</summary>
internal struct CacheSlot<TKey, T>
{
    public ulong Tag;
    public TKey Key;
    public T Value;

    public static int Bytes => Unsafe.SizeOf<CacheSlot<TKey, T>>();

    public static bool HasReferences => RuntimeHelpers.IsReferenceOrContainsReferences<CacheSlot<TKey, T>>();

    /// <summary>The slot of an entry in its page; a null reference if it is not there. Probing is linear; each page has an empty slot, so it ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref CacheSlot<TKey, T> Find(CacheSlot<TKey, T>[] page, ulong hash, in TKey key)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(page);
        var mask = (uint)page.Length - 1;
        for (var i = (uint)(hash >> SlotTag.MarkBits) & mask; ; i = (i + 1) & mask)
        {
            ref var slot = ref Unsafe.Add(ref first, i);
            if (slot.Tag == 0) return ref Unsafe.NullRef<CacheSlot<TKey, T>>();
            if (((slot.Tag ^ hash) & ~SlotTag.Marks) == 0 && EqualityComparer<TKey>.Default.Equals(slot.Key, key)) return ref slot;
        }
    }

    /// <summary>The empty slot where an absent entry goes.</summary>
    public static ref CacheSlot<TKey, T> Place(CacheSlot<TKey, T>[] page, ulong hash)
    {
        var mask = page.Length - 1;
        var i = (int)(hash >> SlotTag.MarkBits) & mask;
        while (page[i].Tag != 0) i = (i + 1) & mask;
        return ref page[i];
    }

    /// <summary>Finds the slots whose tags are chosen, in hash order.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isChosen">By its tag.</param>
    /// <param name="chosen">Gets their places.</param>
    /// <param name="order">Of the page's length at least, for sorting.</param>
    public static void Choose(CacheSlot<TKey, T>[] page, Func<ulong, bool> isChosen, List<int> chosen, ulong[] order)
    {
        chosen.Clear();
        for (var i = 0; i < page.Length; i++)
        {
            if (!isChosen(page[i].Tag)) continue;
            order[chosen.Count] = page[i].Tag;
            chosen.Add(i);
        }

        order.AsSpan(0, chosen.Count).Sort(CollectionsMarshal.AsSpan(chosen));
    }

    /// <summary>Bytes of the objects that it refers to.</summary>
    public long Beyond() =>
        RecordSize<TKey>.Of(Key) - RecordSize<TKey>.Constant
        + (Value is null ? 0 : Value is IWeighed weighed ? weighed.Bytes : RecordSize<T>.Of(Value) - RecordSize<T>.Constant);
}

/// <summary>A value that knows what it weighs.</summary>
internal interface IWeighed
{
    long Bytes { get; }
}

/// <summary>The upper bits of a key's hash; what the cache knows of the entry in the lower ones.</summary>
internal static class SlotTag
{
    /// <summary>RocksDB does not have it as it is here.</summary>
    public const ulong Dirty = 1;

    /// <summary>There is no such entry: it was removed, or looked for in vain.</summary>
    public const ulong Absent = 2;

    /// <summary>Read ahead and not used yet.</summary>
    public const ulong Loaded = 4;

    /// <summary>Had changed when a snapshot began, which writes it as it was then: once the snapshot's <see cref="DatabaseCut"/> is done RocksDB has that.</summary>
    public const ulong Frozen = 8;

    /// <summary>Set in each entry, so that no tag is 0.</summary>
    public const ulong Present = 16;

    /// <summary>The lowest bit of a number of four: how often it was used, up to <see cref="MostUses"/>, and halved now and then.</summary>
    public const ulong Use = 32;

    public const int MostUses = 15;

    public const ulong Marks = 511;
    public const int MarkBits = 9;

    private const ulong Uses = MostUses * Use;

    public static ulong Of(ulong hash, ulong marks) => (hash & ~Marks) | Present | marks;

    public static bool Has(ulong tag, ulong mark) => (tag & mark) != 0;

    public static int UsesOf(ulong tag) => (int)((tag & Uses) / Use);

    /// <summary>Used once more; what was read ahead has been counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Used(ulong tag) => Has(tag, Loaded) ? tag & ~Loaded : (tag & Uses) == Uses ? tag : tag + Use;

    /// <summary>Not read ahead any more, and its uses divided by a power of two.</summary>
    public static ulong Aged(ulong tag, int halvings) => (tag & ~(Uses | Loaded)) | ((ulong)(UsesOf(tag) >> halvings) * Use);
}
