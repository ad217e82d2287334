using System.Runtime.CompilerServices;
using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.RocksDb;

public sealed class CacheTableTests
{
    private static readonly IKeyHasher<long> Hasher = KeyHash.For<long>();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void What_changed_is_written_before_it_is_let_go_and_stays_within_the_budget(int parallelism)
    {
        const int Keys = 100_000;
        const int Bytes = 300_000;
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            var range = HashRange.Of(subtask, parallelism);
            var store = new Store();
            var budget = new CacheBudget(() => Bytes);
            var table = new CacheTable<long, long>(range, budget, store);
            for (long key = 0; key < Keys; key++)
            {
                var hash = Hasher.Hash(key);
                if (!range.Contains(hash)) continue;
                Assert.True(Unsafe.IsNullRef(in table.Find(hash, key)));
                table.Add(hash, key, SlotTag.Dirty).Value = -key;
                Assert.Equal(-key, table.Find(hash, key).Value);
            }

            Assert.InRange(budget.UsedBytes, 1, Bytes + 1024);
            table.WriteBack();
            Assert.Equal(Enumerable.Range(0, Keys).Select(key => (long)key).Where(key => range.Contains(Hasher.Hash(key))), store.Written.Keys.Order());
            Assert.All(store.Written, entry => Assert.Equal(-entry.Key, entry.Value));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Entries_used_often_outlive_others(int usesOfOthers)
    {
        var table = new CacheTable<long, long>(HashRange.All, new CacheBudget(() => 100_000), new Store());
        var hot = Enumerable.Range(0, 100).Select(key => (long)key).ToList();
        for (long key = 0; key < 50_000; key++)
        {
            table.Add(Hasher.Hash(key), key, 0);
            for (var i = 0; i < usesOfOthers; i++) Use(key);
            foreach (var used in hot.Where(used => used <= key && key % 10 == 0)) Use(used);
        }

        Assert.All(hot, key => Assert.False(Unsafe.IsNullRef(in table.Find(Hasher.Hash(key), key))));

        void Use(long key)
        {
            ref var slot = ref table.Find(Hasher.Hash(key), key);
            slot.Tag = SlotTag.Used(slot.Tag);
        }
    }

    [Fact]
    public void What_was_used_often_long_ago_goes()
    {
        var table = new CacheTable<long, long>(HashRange.All, new CacheBudget(() => 100_000), new Store());
        for (long key = 0; key < 50_000; key++)
        {
            ref var slot = ref table.Add(Hasher.Hash(key), key, 0);
            for (var i = 0; i < (key < 1_000 ? 100 : 1); i++) slot.Tag = SlotTag.Used(slot.Tag);
        }

        Assert.All(Enumerable.Range(0, 1_000), key => Assert.True(Unsafe.IsNullRef(in table.Find(Hasher.Hash(key), key))));
    }

    [Fact]
    public void A_table_that_comes_late_gets_its_part()
    {
        const int Bytes = 400_000;
        var budget = new CacheBudget(() => Bytes);
        var early = Filled(budget, 50_000);
        var late = Filled(budget, 50_000);
        Assert.InRange(late.Bytes, Bytes / 3, Bytes * 2 / 3);
        Assert.InRange(early.Bytes, Bytes / 4, Bytes * 2 / 3);
        late.Leave();
        Assert.Equal(early.Bytes, budget.UsedBytes);
    }

    [Fact]
    public void Values_that_grew_are_weighed_again()
    {
        var store = new Store<List<int>>();
        var budget = new CacheBudget(() => 1_000_000);
        var table = new CacheTable<long, List<int>>(HashRange.All, budget, store);
        for (long key = 0; key < 100; key++) table.Add(Hasher.Hash(key), key, SlotTag.Dirty).Value = [];
        var small = budget.UsedBytes;
        for (long key = 0; key < 100; key++) table.Find(Hasher.Hash(key), key).Value.AddRange(Enumerable.Range(0, 100_000));
        for (var i = 0; i < 1024; i++) table.Touch(Hasher.Hash(5));
        Assert.InRange(budget.UsedBytes, 0, 1_000_000);
        Assert.True(store.Written.Count > 0, $"Nothing was let go; {small} bytes were counted at first, {budget.UsedBytes} now.");
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(40_000)]
    [InlineData(10_000_000)]
    public void A_snapshot_gets_what_there_was_when_it_began_and_the_table_loses_nothing(int bytes)
    {
        var random = new Random(bytes);
        var store = new Store();
        var table = new CacheTable<long, long>(HashRange.All, new CacheBudget(() => bytes), store);
        var now = new Dictionary<long, long>();
        for (var round = 0; round < 30; round++)
        {
            var then = new Dictionary<long, long>(now);
            Dictionary<long, long>? linked = null;
            store.Cut?.Complete();
            var cut = new DatabaseCut(static _ => { }, () => linked = new(store.Written));
            table.Freeze(cut);
            store.Cut = cut;
            var completeAt = random.Next(3_000);
            for (var i = 0; i < 2_000; i++)
            {
                if (i == completeAt) cut.Complete();
                var key = random.NextInt64(round % 3 == 0 ? 1_000 : 5_000);
                ref var slot = ref table.Find(Hasher.Hash(key), key);
                if (Unsafe.IsNullRef(in slot))
                {
                    var isStored = store.Written.TryGetValue(key, out var stored);
                    slot = ref table.Add(Hasher.Hash(key), key, isStored ? 0 : SlotTag.Absent);
                    slot.Value = stored;
                }

                Assert.Equal(now.ContainsKey(key), !SlotTag.Has(slot.Tag, SlotTag.Absent));
                Assert.Equal(now.GetValueOrDefault(key), slot.Value);
                if (random.Next(4) == 0) continue;
                var isRemoved = random.Next(5) == 0;
                slot.Tag = (slot.Tag & ~SlotTag.Absent) | SlotTag.Dirty | (isRemoved ? SlotTag.Absent : 0);
                slot.Value = isRemoved ? 0 : random.NextInt64();
                if (isRemoved) now.Remove(key);
                else now[key] = slot.Value;
            }

            cut.Complete();
            Assert.Equal(then.OrderBy(one => one.Key), linked!.OrderBy(one => one.Key));
        }

        table.WriteBack();
        Assert.Equal(now.OrderBy(one => one.Key), store.Written.OrderBy(one => one.Key));
    }

    [Fact]
    public void Pages_hold_half_as_much_again_rather_than_wait_for_a_snapshot()
    {
        const int Bytes = 200_000;
        var store = new Store();
        var budget = new CacheBudget(() => Bytes);
        var table = new CacheTable<long, long>(HashRange.All, budget, store);
        var cut = new DatabaseCut(static _ => { }, static () => { });
        table.Add(Hasher.Hash(-1), -1, SlotTag.Dirty);
        table.Freeze(cut);
        store.Cut = cut;
        long key = 0;
        for (; !cut.IsDone; key++) table.Add(Hasher.Hash(key), key, SlotTag.Dirty).Value = key;
        Assert.InRange(budget.UsedBytes, Bytes, Bytes * 2);
        for (var more = key + 100_000; key < more; key++) table.Add(Hasher.Hash(key), key, SlotTag.Dirty).Value = key;
        Assert.InRange(budget.UsedBytes, 1, Bytes);
        table.WriteBack();
        Assert.Equal(key + 1, store.Written.Count);
    }

    [Fact]
    public void A_snapshot_costs_the_cache_no_more_entries_than_came_meanwhile()
    {
        const int New = 500;
        var store = new Store();
        var budget = new CacheBudget(() => 500_000);
        var table = new CacheTable<long, long>(HashRange.All, budget, store);
        long key = 0;
        Add(50_000);
        var least = LeastOf(50_000);
        for (var round = 0; round < 10; round++)
        {
            var cut = new DatabaseCut(static _ => { }, static () => { });
            table.Freeze(cut);
            store.Cut = cut;
            Add(New);
            Assert.False(cut.IsDone);
            cut.Complete();
            Assert.InRange(LeastOf(4 * New), least - New, long.MaxValue);
        }

        Assert.InRange(budget.UsedBytes, 1, 500_000);

        void Add(int count)
        {
            for (var end = key + count; key < end; key++) table.Add(Hasher.Hash(key), key, SlotTag.Dirty).Value = key;
        }

        long LeastOf(int count)
        {
            var fewest = long.MaxValue;
            for (; count > 0; count--)
            {
                Add(1);
                fewest = Math.Min(fewest, table.Count);
            }

            return fewest;
        }
    }

    private static CacheTable<long, long> Filled(CacheBudget budget, long keys)
    {
        var table = new CacheTable<long, long>(HashRange.All, budget, new Store());
        for (long key = 0; key < keys; key++) table.Add(Hasher.Hash(key), key, 0);
        return table;
    }

    private class Store<T> : ICacheStore<long, T>
    {
        public Dictionary<long, T> Written { get; } = [];

        /// <summary>What must be done before anything is written.</summary>
        public DatabaseCut? Cut { get; set; }

        public StoreBatch Batch { get; } = new();

        public void Write(StoreBatch batch, in CacheSlot<long, T> slot)
        {
            if (batch == Batch) Cut?.Complete();
            if (SlotTag.Has(slot.Tag, SlotTag.Absent)) Written.Remove(slot.Key);
            else Written[slot.Key] = slot.Value;
        }

        public void Flush()
        {
        }

        public void WillStore()
        {
        }
    }

    private sealed class Store : Store<long>;
}
