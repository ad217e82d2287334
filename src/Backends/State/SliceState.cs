namespace ActorStream.Backends;

/// <summary>One table of accumulators per slice of event time, shared by the windows that overlap it.</summary>
internal abstract class SliceState<TKey, TAcc>
{
    /// <summary>The starts of all slices that hold an entry, ascending; read it afresh after a call that adds or drops.</summary>
    public abstract IReadOnlyList<long> Slices { get; }

    /// <summary>The accumulator of a key in a slice; <c>default</c> if it was added. Valid until the next call on the same backend.</summary>
    public abstract ref TAcc GetOrAdd(long slice, in TKey key, ulong hash, out bool added);

    /// <summary>
    /// The slice's table itself, added if there was none, where values need no care of their own: it saves the hot path a virtual call. Null otherwise. Valid until
    /// the slice is dropped.
    /// </summary>
    public virtual PagedTable<TKey, TAcc>? Direct(long slice) => null;

    /// <summary>Iterates one slice in hash order. The cursor may be kept between messages and dropped at any time.</summary>
    public abstract SliceCursor<TKey, TAcc> Iterate(long slice);

    /// <summary>Removes a slice and its entries; answers whether there was one.</summary>
    public abstract bool Drop(long slice);
}

/// <summary>
/// A place in a slice. Entries removed since are skipped; entries added since may or may not be visited; none is visited twice.
/// </summary>
internal abstract class SliceCursor<TKey, TAcc>
{
    public abstract ref readonly TKey Key { get; }

    public abstract ulong Hash { get; }

    /// <summary>The entry's accumulator; valid until the next call on the same backend.</summary>
    public abstract ref readonly TAcc Value { get; }

    public abstract bool MoveNext();

    /// <summary>
    /// Moves over some entries at once and copies them; answers <c>false</c> behind the last. The slice must not change between two of these calls, and they are
    /// not mixed with those of <see cref="MoveNext"/>.
    /// </summary>
    public virtual bool Read(SliceEntries<TKey, TAcc> into)
    {
        for (into.Clear(); !into.IsFull && MoveNext();)
        {
            into.Add(Key, Hash, Value);
        }

        return into.Count > 0;
    }

    /// <summary>Removes the entry it stands on, so that a snapshot taken between two entries holds only those not yet visited.</summary>
    public abstract void Remove();
}
