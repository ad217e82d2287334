using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>Map keys of every type that has an order, and of some that have none.</summary>
public abstract partial class KeyedStateContract
{
    private enum Size : byte
    {
        Small,
        Large = 200,
    }

    [ContractFact]
    public async Task Map_keys_of_every_type_with_an_order_are_sorted_by_it()
    {
        await CheckOrderAsync<sbyte>(sbyte.MinValue, -1, 0, 1, sbyte.MaxValue);
        await CheckOrderAsync<byte>(0, 1, 127, 128, byte.MaxValue);
        await CheckOrderAsync<short>(short.MinValue, -256, -1, 0, 255, short.MaxValue);
        await CheckOrderAsync<ushort>(0, 255, 256, ushort.MaxValue);
        await CheckOrderAsync(int.MinValue, -70_000, -1, 0, 1, 256, int.MaxValue);
        await CheckOrderAsync<uint>(0, 256, uint.MaxValue);
        await CheckOrderAsync(long.MinValue, -5_000_000_000, -1, 0, 1, 65_536, long.MaxValue);
        await CheckOrderAsync<ulong>(0, 256, 1UL << 40, ulong.MaxValue);
        await CheckOrderAsync<Int128>(Int128.MinValue, -1, 0, 1, Int128.MaxValue);
        await CheckOrderAsync<UInt128>(0, 1, ulong.MaxValue, UInt128.MaxValue);
        await CheckOrderAsync(false, true);
        await CheckOrderAsync('\0', 'A', 'a', '\uFFFF');
        await CheckOrderAsync(Size.Small, Size.Large);
        await CheckOrderAsync("", "\0", "\0\0", "\0a", "A", "a", "a\0", "a\0b", "aa", "b", "é", "\uD83D\uDE00", "\uFFFD");
        await CheckOrderAsync(decimal.MinValue, -1000.5m, -10m, -1.5m, -0.001m, 0m, 0.0000001m, 0.5m, 1m, 1.1m, 9m, 10m, decimal.MaxValue);
        await CheckOrderAsync(Guid.Empty, new Guid("00000001-0000-0000-0000-000000000000"), new Guid("ff000000-0000-0000-0000-000000000000"));
        await CheckOrderAsync(DateTime.MinValue, Noon, Noon.AddTicks(1), DateTime.MaxValue);
        await CheckOrderAsync(new DateTimeOffset(Noon, TimeSpan.Zero), new DateTimeOffset(Noon.AddHours(3).Ticks, TimeSpan.FromHours(2)));
        await CheckOrderAsync(DateOnly.MinValue, new DateOnly(2030, 1, 1), DateOnly.MaxValue);
        await CheckOrderAsync(TimeOnly.MinValue, new TimeOnly(12, 0), TimeOnly.MaxValue);
        await CheckOrderAsync(TimeSpan.MinValue, TimeSpan.FromTicks(-1), TimeSpan.Zero, TimeSpan.MaxValue);
    }

    [ContractFact]
    public async Task Map_keys_without_an_order_are_told_apart_by_their_members()
    {
        await CheckMapAsync<(int, string?)>(sorted: false, (1, "a"), (1, null), (1, ""), (0, "b"), (-1, "b"));
        await CheckMapAsync<Place>(sorted: false, new Place("Oslo", 1), new Place("Oslo", null), new Place("Bern", 1), new Place("", 7));
    }

    [ContractFact]
    public void Map_keys_that_are_equal_are_one_even_if_they_look_different()
    {
        using var backend = Open<string>(HashRange.All);
        var amounts = Bind<decimal>(backend, sorted: true);
        var times = backend.Bind(new MapStateDescriptor<DateTimeOffset, int>("times", isSorted: true));
        backend.SetCurrent("a", ContractStates.Hash("a"));
        amounts.Set(1.0m, 1);
        amounts.Set(1.00m, 2);
        times.Set(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero), 1);
        times.Set(new DateTimeOffset(2030, 1, 1, 14, 0, 0, TimeSpan.FromHours(2)), 2);
        Assert.Equal(2, Assert.Single(amounts.Entries(default)).Value);
        Assert.Equal(2, Assert.Single(times.Entries(default)).Value);
        Assert.True(amounts.Remove(1m));
        Assert.True(amounts.IsEmpty);
    }

    private Task CheckOrderAsync<TMapKey>(params TMapKey[] ascending)
        where TMapKey : notnull
    {
        Assert.True(KeyOrder.Has<TMapKey>());
        return CheckMapAsync(sorted: true, ascending);
    }

    private async Task CheckMapAsync<TMapKey>(bool sorted, params TMapKey[] keys)
        where TMapKey : notnull
    {
        using var backend = Open<string>(HashRange.All);
        var map = Bind<TMapKey>(backend, sorted);
        backend.SetCurrent("a", ContractStates.Hash("a"));
        foreach (var i in Shuffled(keys.Length))
        {
            map.Set(keys[i], i);
        }

        Check(map);
        using var snapshot = backend.BeginSnapshot(1, on: null);
        var file = await WriteAsync(snapshot);
        using var restored = Open<string>(HashRange.All);
        var again = Bind<TMapKey>(restored, sorted);
        await RestoreAsync(restored, [file]);
        restored.SetCurrent("a", ContractStates.Hash("a"));
        Check(again);

        void Check(MapStore<TMapKey, int> one)
        {
            var expected = keys.Select((key, i) => KeyValuePair.Create(key, i)).ToList();
            Assert.Equal(expected, sorted ? one.Entries(default) : one.Entries(default).OrderBy(entry => entry.Value));
            Assert.All(expected, entry => Assert.True(one.TryGet(entry.Key, out var value) && value == entry.Value));
            for (var from = 0; sorted && from < keys.Length; from++)
            {
                var range = default(MapRange<TMapKey>).StartingAt(keys[from]);
                Assert.Equal(expected[from..], one.Entries(range));
                Assert.Equal(expected[from..^1], one.Entries(range.EndingBefore(keys[^1])).Take(keys.Length));
            }
        }
    }

    private static MapStore<TMapKey, int> Bind<TMapKey>(KeyedStateBackend<string> backend, bool sorted) =>
        backend.Bind(new MapStateDescriptor<TMapKey, int>("map", sorted));

    private sealed record Place(string City, int? Floor);
}
