namespace ActorStream.Actors;

/// <summary>A key that has something in the window. All zeros: a free place.</summary>
internal struct PaneKey<TKey, TAcc>
{
    internal ulong Hash;
    internal TKey Key;

    /// <summary>What its older slices come to.</summary>
    internal TAcc Front;

    /// <summary>What its newer slices come to.</summary>
    internal TAcc Back;

    /// <summary>The place of the next key in the same bucket, or the next free one, plus one.</summary>
    internal int Next;

    /// <summary>Its first entry in <see cref="LatePanes{TAcc}"/>, plus one.</summary>
    internal int Late;

    internal bool HasFront;
    internal bool HasBack;

    internal readonly bool IsEmpty => !HasFront && !HasBack && Late == 0;
}

/// <summary>Keys at places that stay theirs, so that others may note the place instead of the key.</summary>
internal sealed class PaneKeys<TKey, TAcc>(PaneMemory memory)
{
    private PaneKey<TKey, TAcc>[] _keys = [];
    private int[] _buckets = [];
    private int _free;

    /// <summary>Places in use, free ones between them included.</summary>
    internal int Places { get; private set; }

    internal ref PaneKey<TKey, TAcc> this[int place] => ref _keys[place];

    internal int GetOrAdd(in TKey key, ulong hash)
    {
        if (_buckets.Length > 0)
        {
            for (var i = BucketOf(hash); i > 0; i = _keys[i - 1].Next)
            {
                ref var known = ref _keys[i - 1];
                if (known.Hash == hash && EqualityComparer<TKey>.Default.Equals(known.Key, key))
                {
                    return i - 1;
                }
            }
        }

        var place = TakePlace();
        ref var bucket = ref BucketOf(hash);
        _keys[place] = new PaneKey<TKey, TAcc> { Hash = hash, Key = key, Next = bucket };
        bucket = place + 1;
        return place;
    }

    internal void Remove(int place)
    {
        ref var link = ref BucketOf(_keys[place].Hash);
        while (link != place + 1)
        {
            link = ref _keys[link - 1].Next;
        }

        link = _keys[place].Next;
        _keys[place] = new PaneKey<TKey, TAcc> { Next = _free };
        _free = place + 1;
    }

    private int TakePlace()
    {
        if (_free > 0)
        {
            var place = _free - 1;
            _free = _keys[place].Next;
            return place;
        }

        if (Places == _keys.Length)
        {
            Grow();
        }

        return Places++;
    }

    // Keys of one stretch agree in the leading bits of their hashes; those at the end are marks in other places.
    private ref int BucketOf(ulong hash) => ref _buckets[(hash >> 2) & (ulong)(_buckets.Length - 1)];

    private void Grow()
    {
        memory.Resize(ref _keys, Math.Max(16, _keys.Length * 2));
        _buckets = memory.Longer(_buckets, _keys.Length);
        for (var i = 0; i < Places; i++)
        {
            ref var bucket = ref BucketOf(_keys[i].Hash);
            (_keys[i].Next, bucket) = (bucket, i + 1);
        }
    }
}
