using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>Finds and removes entries within one page; where they lie, <see cref="Tags"/> says.</summary>
internal static unsafe class SlotGroups<TKey, TValue>
{
    /// <summary>The slot of a key; -1 if there is none.</summary>
    /// <param name="tags">Of the page.</param>
    /// <param name="first">Its first slot.</param>
    /// <param name="mask">Its slots - 1.</param>
    /// <param name="hash">Of the key.</param>
    /// <param name="key">The key.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(ushort* tags, ref Slot<TKey, TValue> first, uint mask, ulong hash, in TKey key)
    {
        var tag = Tags.Of(hash);
        for (var group = Tags.Home(hash, mask); ; group = (group + Tags.Group) & mask)
        {
            for (var matching = Tags.Matching(tags + group, tag); matching != 0; matching &= matching - 1)
            {
                var place = group + Tags.First(matching);
                if (EqualityComparer<TKey>.Default.Equals(Unsafe.Add(ref first, place).Key, key))
                {
                    return (int)place;
                }
            }

            if (Tags.Free(tags + group) != 0)
            {
                return -1;
            }
        }
    }

    /// <summary>Empties a slot. If its group was full, an entry that went behind it for want of room takes the place, and so on.</summary>
    public static void Remove(ushort* tags, ref Slot<TKey, TValue> first, uint mask, uint hole, IKeyHasher<TKey> hasher)
    {
        while (Tags.Free(tags + GroupOf(hole)) == 0 && FindWaiting(tags, ref first, mask, GroupOf(hole), hasher) is { } place)
        {
            tags[hole] = tags[place];
            Unsafe.Add(ref first, hole) = Unsafe.Add(ref first, place);
            hole = place;
        }

        tags[hole] = Tags.Empty;
        Unsafe.Add(ref first, hole) = default;
    }

    /// <summary>An entry behind a full group that could as well lie in it.</summary>
    private static uint? FindWaiting(ushort* tags, ref Slot<TKey, TValue> first, uint mask, uint full, IKeyHasher<TKey> hasher)
    {
        for (var group = (full + Tags.Group) & mask; group != full; group = (group + Tags.Group) & mask)
        {
            for (var place = group; place < group + Tags.Group; place++)
            {
                if (tags[place] != Tags.Empty
                    && ((group - Tags.Home(hasher.Hash(Unsafe.Add(ref first, place).Key), mask)) & mask) >= ((group - full) & mask))
                {
                    return place;
                }
            }

            if (Tags.Free(tags + group) != 0)
            {
                return null;
            }
        }

        return null;
    }

    private static uint GroupOf(uint place) => place & ~(Tags.Group - 1u);
}
