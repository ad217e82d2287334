using System.Runtime.CompilerServices;
using ActorStream.Backends;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Heap;

public sealed class PagedTableTests
{
    /// <summary>Large, so that pages have the fewest slots and a few hundred keys split them several times.</summary>
    [InlineArray(300)]
    internal struct Large
    {
        private long _first;

        public static Large Of(long number)
        {
            var large = default(Large);
            large[0] = number;
            large[299] = number;
            return large;
        }
    }

    internal struct LargeWithText
    {
        public Large Large;
        public string? Text;
    }

    private sealed class HasherOf(Func<int, ulong> hash) : IKeyHasher<int>
    {
        public ulong Hash(in int key) => hash(key);

        public void Hash(ReadOnlySpan<int> keys, Span<ulong> hashes)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                hashes[i] = hash(keys[i]);
            }
        }
    }

    private static readonly IKeyHasher<int> Hasher = KeyHash.For<int>();

    [Fact]
    public void A_table_that_is_rewritten_all_the_time_is_marked_as_a_whole_for_some_snapshots()
    {
        const int keys = 10_000;
        const int some = 16;
        var intervals = new SnapshotIntervals(isTracked: true);
        using var table = new PagedTable<int, long>(HashRange.All, new HeapMemory(long.MaxValue), intervals);
        var sizes = Enumerable.Range(1, 12).Select(snapshot => SizeOf(snapshot, snapshot <= 2 ? 1 : some)).ToList();

        // All that there is, twice; that is taken for granted eight times, and then found to be over.
        Assert.Equal([.. Enumerable.Repeat(keys, 10), keys / some, keys / some], sizes);

        int SizeOf(int snapshot, int step)
        {
            for (var key = snapshot % step; key < keys; key += step) table.GetOrAdd(Hasher.Hash(key), key, out _) = snapshot;
            using var frozen = table.Freeze(intervals.Confirmed);
            intervals.Close(snapshot);
            intervals.TryConfirm(snapshot);
            var (size, changed) = (0, 0);
            for (; frozen.MoveNext(); size++) changed += frozen.Entry.Value == snapshot ? 1 : 0;
            Assert.Equal(keys / step, changed);
            return size;
        }
    }

    [Fact]
    public void Behaves_as_a_dictionary_native() => BehavesAsDictionary<Large>(
        HashRange.All, key => Hasher.Hash(key), number => Large.Of(number), value => (int)(value[0] + value[299]) / 2);

    [Fact]
    public void Behaves_as_a_dictionary_managed() => BehavesAsDictionary<LargeWithText>(
        HashRange.All, key => Hasher.Hash(key), number => new LargeWithText { Large = Large.Of(number), Text = $"{number}" }, value => int.Parse(value.Text!));

    [Fact]
    public void Behaves_as_a_dictionary_on_a_narrow_range()
    {
        var range = HashRange.Of(12_345, 30_000);
        BehavesAsDictionary<Large>(
            range,
            key => (range.First + (ulong)((UInt128)(range.Last - range.First - 8) * Hasher.Hash(key) >> 64) & ~3UL) + 4,
            number => Large.Of(number),
            value => (int)value[0]);
    }

    [Fact]
    public void Behaves_as_a_dictionary_when_hashes_collide() => BehavesAsDictionary<int>(
        HashRange.All, key => Hasher.Hash(key % 7), number => number, value => value);

    [Fact]
    public void Behaves_as_a_dictionary_with_room_reserved_native() => BehavesAsDictionary<Large>(
        HashRange.All, key => Hasher.Hash(key), number => Large.Of(number), value => (int)value[0], reserved: 500);

    [Fact]
    public void Behaves_as_a_dictionary_with_room_reserved_managed() => BehavesAsDictionary<LargeWithText>(
        HashRange.All, key =>
            Hasher.Hash(key), number => new LargeWithText { Text = $"{number}" }, value => int.Parse(value.Text!), reserved: 100);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Room_reserved_takes_memory_as_it_is_filled(bool atOnce)
    {
        using var memory = new HeapMemory(long.MaxValue);
        var table = new PagedTable<int, int>(HashRange.All, memory);
        table.Reserve(1_000_000, atOnce);
        var reserved = memory.UsedBytes;
        Assert.InRange(reserved, 1, 32 * 1024);
        var keys = Enumerable.Range(0, 1_000_000).OrderBy(key => Hasher.Hash(key)).ToList();
        keys.ForEach(key => table.GetOrAdd(Hasher.Hash(key), key, out _) = key);
        Assert.InRange(memory.UsedBytes, 16_000_000, 16_000_000 * 3);
        Assert.Equal(1_000_000, table.Count);
        Assert.All(keys.Take(1000), key => Assert.Equal(key, table.Find(Hasher.Hash(key), key)));
        table.Dispose();
        Assert.Equal(0, memory.UsedBytes);
    }

    [Fact]
    public void A_key_routed_to_the_wrong_subtask_is_refused()
    {
        using var table = new PagedTable<int, int>(HashRange.Of(0, 2), new HeapMemory(long.MaxValue));
        Assert.Throws<InvalidOperationException>(() => table.GetOrAdd(ulong.MaxValue, 1, out _));
    }

    [Fact]
    public void Too_many_keys_of_one_hash_are_refused_rather_than_split_for_ever()
    {
        using var table = new PagedTable<int, Large>(HashRange.All, new HeapMemory(long.MaxValue), hasher: new HasherOf(_ => 44));
        var error = Assert.Throws<InvalidOperationException>(() =>
        {
            for (var key = 0; key < 1000; key++)
            {
                table.GetOrAdd(44, key, out _);
            }
        });
        Assert.Contains("collide", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_is_counted_bounded_and_given_back()
    {
        using var memory = new HeapMemory(limitBytes: 3_000_000);
        var table = new PagedTable<int, Large>(HashRange.All, memory);
        var error = Assert.Throws<StateMemoryExceededException>(() =>
        {
            for (var key = 0; key < 10_000; key++)
            {
                table.GetOrAdd(Hasher.Hash(key), key, out _);
            }
        });
        Assert.Contains("of 3000000 bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(memory.UsedBytes, 2_000_000, 3_000_000);
        table.Dispose();
        Assert.Equal(0, memory.UsedBytes);
    }

    [Fact]
    public void An_emptied_table_gives_its_pages_back()
    {
        using var memory = new HeapMemory(long.MaxValue);
        using var table = new PagedTable<int, int>(HashRange.All, memory);
        var empty = memory.UsedBytes;
        Enumerable.Range(0, 20_000).ToList().ForEach(key => table.GetOrAdd(Hasher.Hash(key), key, out _));
        Assert.InRange(memory.UsedBytes, 20_000 * 16, long.MaxValue);
        Enumerable.Range(0, 20_000).ToList().ForEach(key => table.Remove(Hasher.Hash(key), key));
        Assert.Equal(empty, memory.UsedBytes);
    }

    [Fact]
    public void A_look_up_allocates_nothing()
    {
        using var table = new PagedTable<string, long>(HashRange.All, new HeapMemory(long.MaxValue));
        var hash = KeyHash.For<string>();
        string[] keys = ["a", "b", "c"];
        foreach (var key in keys)
        {
            table.GetOrAdd(hash.Hash(key), key, out _) = 1;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var key in keys)
        {
            table.Prefetch([hash.Hash(key)], 0, isFirst: true);
            table.GetOrAdd(hash.Hash(key), key, out _)++;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void What_a_batch_looks_up_was_found_a_group_ahead(int first)
    {
        using var table = new PagedTable<int, int>(HashRange.All, new HeapMemory(long.MaxValue));
        var hashes = Enumerable.Range(0, 150).Select(key => Hasher.Hash(key)).ToArray();
        for (var key = 0; key < hashes.Length; key++)
        {
            table.GetOrAdd(hashes[key], key, out _) = key;
        }

        for (var key = first; key < hashes.Length; key++)
        {
            if (key == first || NearSlots.BeginsGroup(key))
            {
                table.Prefetch(hashes, key, isFirst: key == first);
            }

            ref var value = ref table.Near(NearSlots.PlaceOf(key), key);
            Assert.False(Unsafe.IsNullRef(ref value), $"Key {key} was not found.");
            Assert.Equal(key, value);
        }
    }

    [Fact]
    public void A_cursor_goes_in_hash_order_while_the_table_changes()
    {
        using var table = new PagedTable<int, int>(HashRange.All, new HeapMemory(long.MaxValue));
        Enumerable.Range(0, 10_000).ToList().ForEach(key => table.GetOrAdd(Hasher.Hash(key), key, out _));
        var cursor = new TableCursor<int, int>(table);
        var seen = new List<(ulong Hash, int Key)>();
        while (cursor.MoveNext())
        {
            seen.Add((cursor.Hash, cursor.Key));
            table.Remove(cursor.Hash, cursor.Key);
            var other = 20_000 + seen.Count;
            table.GetOrAdd(Hasher.Hash(other), other, out _);
            table.Remove(Hasher.Hash(5), 5);
        }

        Assert.Equal(seen.OrderBy(one => one.Hash), seen);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(Enumerable.Range(0, 10_000).Except(seen.Select(one => one.Key)).Except([5]));
        Assert.False(cursor.MoveNext());
    }

    private static void BehavesAsDictionary<TValue>(
        HashRange range, Func<int, ulong> hash, Func<int, TValue> make, Func<TValue, int> read, int reserved = 0) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(1500).ToArbitrary(), operations =>
        {
            using var memory = new HeapMemory(long.MaxValue);
            using (var table = new PagedTable<int, TValue>(range, memory, hasher: new HasherOf(hash)))
            {
                table.Reserve(reserved);
                var frozen = new List<(FrozenTable<int, TValue> Frozen, Dictionary<int, int> Expected)>();
                var model = new Dictionary<int, int>();
                var batch = new ulong[8];
                foreach (var operation in operations)
                {
                    var key = operation / 16 % 400;
                    switch (operation % 16)
                    {
                        case < 9:
                            // What was remembered of the keys of former operations is true of the table as it is, or was forgotten.
                            for (var other = key % 8; other < 400; other += 8)
                            {
                                ref var near = ref table.Near(NearSlots.PlaceOf(key % 8), other);
                                if (!Unsafe.IsNullRef(ref near))
                                {
                                    Assert.Equal(model[other], read(near));
                                    near = make(operation + other);
                                    model[other] = read(near);
                                }
                            }

                            batch[key % 8] = hash(key);
                            table.Prefetch(batch, key % 8, isFirst: true);
                            ref var value = ref table.GetOrAdd(hash(key), key, out var added);
                            Assert.Equal(!model.ContainsKey(key), added);
                            value = make(operation);
                            model[key] = read(value);
                            break;
                        case < 13:
                            Assert.Equal(model.Remove(key), table.Remove(hash(key), key));
                            break;
                        case < 15:
                            ref readonly var found = ref table.Find(hash(key), key);
                            Assert.Equal(model.TryGetValue(key, out var expected), !Unsafe.IsNullRef(in found));
                            Assert.True(Unsafe.IsNullRef(in found) || read(found) == expected);
                            break;
                        default:
                            if (operation / 16 % 30 == 0)
                            {
                                frozen.Add((table.Freeze(), new(model)));
                            }
                            else if (frozen.Count > 0 && operation / 16 % 5 == 0)
                            {
                                Check(frozen[0].Frozen, frozen[0].Expected, hash, read);
                                frozen.RemoveAt(0);
                            }

                            break;
                    }
                }

                Assert.Equal(model.Count, table.Count);
                frozen.ForEach(one => Check(one.Frozen, one.Expected, hash, read));
                Check(table.Freeze(), model, hash, read);
            }

            Assert.Equal(0, memory.UsedBytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static void Check<TValue>(
        FrozenTable<int, TValue> frozen, Dictionary<int, int> expected, Func<int, ulong> hash, Func<TValue, int> read)
    {
        using (frozen)
        {
            ulong last = 0;
            for (var left = expected.Count; left > 0; left--)
            {
                Assert.True(frozen.MoveNext());
                ref readonly var slot = ref frozen.Entry;
                Assert.True(frozen.EntryHash >= last);
                Assert.Equal(hash(slot.Key), frozen.EntryHash);
                Assert.Equal(expected[slot.Key], read(slot.Value));
                last = frozen.EntryHash;
            }

            Assert.False(frozen.MoveNext());
        }
    }
}
