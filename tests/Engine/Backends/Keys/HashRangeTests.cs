using ActorStream.Backends;
using FsCheck.Fluent;
using FsCheck;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Keys;

public sealed class HashRangeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(32767)]
    public void Ranges_tile_all_hashes_and_are_the_exact_inverse_of_the_owner(int parallelism)
    {
        ulong next = 0;
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            var range = HashRange.Of(subtask, parallelism);
            Assert.Equal(next, range.First);
            Assert.Equal(subtask, HashRange.SubtaskOf(range.First, parallelism));
            Assert.Equal(subtask, HashRange.SubtaskOf(range.Last, parallelism));
            next = range.Last + 1;
        }

        Assert.Equal(0UL, next);
    }

    [Fact]
    public void The_owner_of_any_hash_contains_it() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<ulong>(),
            Gen.Choose(1, 5000).ToArbitrary(),
            (hash, parallelism) =>
            {
                var owner = HashRange.SubtaskOf(hash, parallelism);
                var holders = Enumerable.Range(0, parallelism).Where(one => HashRange.Of(one, parallelism).Contains(hash));
                return holders.SequenceEqual([owner]);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_subtask_that_does_not_exist_has_no_range()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HashRange.Of(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => HashRange.Of(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => HashRange.Of(0, 0));
    }
}
