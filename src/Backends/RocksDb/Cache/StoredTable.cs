using System.Runtime.CompilerServices;
using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>One table of entries by key: what is used lives in the cache, the rest in RocksDB. That an entry does not exist is cached as well.</summary>
internal sealed class StoredTable<TKey, T>(StoredColumn<TKey, T> column, HashRange range, CacheBudget budget)
{
    private const int MostLookups = 256;

    private readonly List<int> _missing = [];
    private readonly nint[] _slices = new nint[MostLookups];
    private readonly int[] _ends = new int[MostLookups];
    private readonly int[] _asked = new int[MostLookups];
    private ulong[] _order = [];

    public StoredColumn<TKey, T> Column => column;

    public CacheTable<TKey, T> Cache { get; } = new(range, budget, column);

    /// <summary>Whether it is no more.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>For reading and writing; <c>default</c> if it was added. Valid until the next call on the same backend.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T GetOrAdd(ulong hash, in TKey key, out bool added)
    {
        ref var slot = ref Use(hash, key);
        added = SlotTag.Has(slot.Tag, SlotTag.Absent);
        slot.Tag = (slot.Tag & ~SlotTag.Absent) | SlotTag.Dirty;
        return ref slot.Value;
    }

    /// <summary>For reading; a null reference if there is none. A value whose object might be changed counts as changed.</summary>
    public ref readonly T Find(ulong hash, in TKey key)
    {
        ref var slot = ref Use(hash, key);
        if (SlotTag.Has(slot.Tag, SlotTag.Absent)) return ref Unsafe.NullRef<T>();
        if (!Immutability.IsProven<T>()) slot.Tag |= SlotTag.Dirty;
        return ref slot.Value;
    }

    public bool Exists(ulong hash, in TKey key) => !SlotTag.Has(Use(hash, key).Tag, SlotTag.Absent);

    public bool Remove(ulong hash, in TKey key)
    {
        ref var slot = ref Use(hash, key);
        if (SlotTag.Has(slot.Tag, SlotTag.Absent)) return false;
        slot.Value = default!;
        slot.Tag |= SlotTag.Absent | SlotTag.Dirty;
        return true;
    }

    /// <summary>Reads what is not here of the keys of a batch, in one go. Those that find no room are read when they are used.</summary>
    public void Prepare(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes)
    {
        if (!column.HasStored) return;
        _missing.Clear();
        for (var i = 0; i < keys.Length; i++)
        {
            if (Unsafe.IsNullRef(in Cache.Find(hashes[i], keys[i]))) _missing.Add(i);
        }

        if (_missing.Count == 0) return;
        if (_order.Length < _missing.Count) _order = new ulong[Math.Max(keys.Length, MostLookups)];
        for (var i = 0; i < _missing.Count; i++) _order[i] = hashes[_missing[i]];
        var sorted = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_missing);
        _order.AsSpan(0, sorted.Length).Sort(sorted);
        for (; !sorted.IsEmpty; sorted = sorted[Math.Min(MostLookups, sorted.Length)..])
        {
            LookUp(sorted[..Math.Min(MostLookups, sorted.Length)], keys, hashes);
        }
    }

    public void WriteBack() => Cache.WriteBack();

    /// <summary>Removes a slice with all its entries.</summary>
    public void Drop()
    {
        IsDropped = true;
        Cache.Leave();
        column.DropSlice();
    }

    /// <summary>Takes in an entry as the database has it, unless it is here already.</summary>
    public void Offer(ulong hash, in TKey key, bool exists, in T value)
    {
        if (Unsafe.IsNullRef(in Cache.Find(hash, key)))
            Cache.Add(hash, key, SlotTag.Loaded | SlotTag.Use | (exists ? 0 : SlotTag.Absent)).Value = value;
    }

    private void LookUp(ReadOnlySpan<int> wanted, ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes)
    {
        var store = column.Store;
        var count = 0;
        var isSorted = true;
        store.Keys.Clear();
        foreach (var i in wanted)
        {
            var isRepeated = count > 0 && hashes[i] == hashes[_asked[count - 1]]
                && EqualityComparer<TKey>.Default.Equals(keys[i], keys[_asked[count - 1]]);
            if (isRepeated) continue;
            column.WriteKey(store.Keys, hashes[i], keys[i]);
            _ends[count] = store.Keys.Length;
            isSorted &= count == 0 || IsAscending(store.Keys.Written.Span, count);
            _asked[count++] = i;
        }

        store.Db.MultiGet(column.Family, store.Keys.Written.Span, _ends.AsSpan(0, count), isSorted, _slices);
        for (var at = 0; at < count; at++)
        {
            var i = _asked[at];
            var found = RocksDb.TryTake(_slices[at], store.Value);
            var value = found ? column.ReadValue() : default!; // before the cache makes room, which uses the same buffers
            Offer(hashes[i], keys[i], found, value);
        }
    }

    /// <summary>Sorted by hash is sorted by key, unless two hashes are the same.</summary>
    private bool IsAscending(ReadOnlySpan<byte> keys, int last)
    {
        var start = last > 1 ? _ends[last - 2] : 0;
        return keys[start.._ends[last - 1]].SequenceCompareTo(keys[_ends[last - 1].._ends[last]]) < 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref CacheSlot<TKey, T> Use(ulong hash, in TKey key)
    {
        Cache.Touch(hash);
        ref var slot = ref Cache.Find(hash, key);
        if (Unsafe.IsNullRef(in slot)) return ref Load(hash, key);
        slot.Tag = SlotTag.Used(slot.Tag);
        if (!Immutability.IsProven<T>() && SlotTag.Has(slot.Tag, SlotTag.Frozen)) Own(ref slot);
        return ref slot;
    }

    /// <summary>A value that could be changed in place becomes another than the one that a snapshot writes.</summary>
    private void Own(ref CacheSlot<TKey, T> slot)
    {
        if (SlotTag.Has(slot.Tag, SlotTag.Absent)) return;
        if (Cache.IsPending)
        {
            slot.Value = column.Copy(slot.Value);
            slot.Tag |= SlotTag.Dirty;
        }

        slot.Tag &= ~SlotTag.Frozen;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref CacheSlot<TKey, T> Load(ulong hash, in TKey key)
    {
        var found = column.TryGet(hash, key, out var value);
        ref var slot = ref Cache.Add(hash, key, SlotTag.Use | (found ? 0 : SlotTag.Absent));
        slot.Value = value;
        return ref slot;
    }
}
