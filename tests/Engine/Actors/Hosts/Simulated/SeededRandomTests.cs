using ActorStream.Actors.Hosts;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_bits_of_a_seed_are_the_same_for_ever()
    {
        var random = new SeededRandom(42);
        ulong[] first = [random.Next(), random.Next(), random.Next()];
        Assert.Equal([0x15780B2E0C2EC716UL, 0x6104D9866D113A7EUL, 0xAE17533239E499A1UL], first);
    }

    [Fact]
    public void Numbers_stay_below_their_limit_and_reach_all_of_it()
    {
        var random = new SeededRandom(1);
        var seen = new int[7];
        for (var i = 0; i < 7000; i++)
            seen[random.Below(7)]++;
        Assert.All(seen, count => Assert.InRange(count, 800, 1200));
    }

    [Fact]
    public void Chances_are_what_they_say()
    {
        var random = new SeededRandom(1);
        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => random.Chance(0.25)), 2300, 2700);
        Assert.False(random.Chance(0));
        Assert.True(random.Chance(1));
    }
}
