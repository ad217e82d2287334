using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Heap;

public sealed class HashOrderTests
{
    private const int Most = 1024;

    private readonly HashOrder _order = new(Most);
    private readonly Random _random = new(11);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(33)]
    [InlineData(700)]
    [InlineData(Most)]
    public void Hashes_of_a_stretch_are_sorted_with_their_places(int count)
    {
        foreach (var bits in (int[])[64, 54, 40, 10, 3])
        {
            AssertSorts(count, () => 0x1234_0000_0000_0000UL + ((ulong)_random.NextInt64() >> (64 - bits)));
        }
    }

    [Fact]
    public void Hashes_that_lie_close_to_each_other_but_for_one_are_sorted() =>
        AssertSorts(Most, () => _random.Next(Most) == 0 ? ulong.MaxValue : (ulong)_random.Next(1 << 20));

    [Fact]
    public void Equal_hashes_are_sorted() => AssertSorts(Most, () => 42);

    private void AssertSorts(int count, Func<ulong> draw)
    {
        var given = Enumerable.Range(0, count).Select(place => (Hash: draw(), Place: place)).ToList();
        for (var i = 0; i < count; i++) (_order.Hashes[i], _order.Places[i]) = given[i];
        _order.Sort(count);

        var hashes = _order.Hashes[..count].ToArray();
        Assert.Equal(given.Select(one => one.Hash).Order(), hashes);
        Assert.Equal(given.Order(), hashes.Zip(_order.Places[..count].ToArray()).Order());
    }
}
