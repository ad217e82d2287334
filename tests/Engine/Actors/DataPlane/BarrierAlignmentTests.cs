using ActorStream.Actors;
using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.DataPlane;

public sealed class BarrierAlignmentTests
{
    private readonly InputChannel[] _channels = [.. Enumerable.Range(0, 3).Select(i => new InputChannel(i, 1, "test", null!))];
    private readonly BarrierAlignment _alignment;

    public BarrierAlignmentTests() => _alignment = new BarrierAlignment(_channels);

    [Fact]
    public void The_last_barrier_completes_a_round_and_the_others_block_their_channels()
    {
        Assert.False(Barrier(0, 1));
        Assert.False(Barrier(2, 1));
        Assert.Equal([true, false, true], Blocked);
        Assert.True(Barrier(1, 1));
        _alignment.Release();
        Assert.Equal([false, false, false], Blocked);
        Assert.Equal(1, _alignment.Passed);
    }

    [Fact]
    public void An_abort_unblocks_and_late_barriers_of_its_round_are_ignored()
    {
        Barrier(0, 1);
        _alignment.Abort(1);
        Assert.Equal([false, false, false], Blocked);
        Assert.False(Barrier(1, 1));
        Assert.False(Barrier(2, 1));
        Assert.Equal([false, false, false], Blocked);
        Assert.False(Barrier(0, 2));
        Assert.False(Barrier(1, 2));
        Assert.True(Barrier(2, 2));
    }

    [Fact]
    public void A_newer_barrier_ends_every_round_below_it()
    {
        Barrier(0, 1);
        Assert.False(Barrier(1, 3));
        Assert.Equal([false, true, false], Blocked);
        Assert.False(Barrier(0, 3));
        Assert.True(Barrier(2, 3));
    }

    [Fact]
    public void A_barrier_of_a_round_that_a_newer_one_has_ended_is_ignored()
    {
        Barrier(0, 1);
        Barrier(1, 2);
        Assert.False(Barrier(2, 1));
        Assert.Equal([false, true, false], Blocked);
    }

    [Fact]
    public void The_abort_of_a_later_round_leaves_the_current_one_alone()
    {
        Barrier(0, 1);
        _alignment.Abort(2);
        Assert.False(Barrier(1, 1));
        Assert.True(Barrier(2, 1));
        _alignment.Release();
        Assert.All([0, 1, 2], channel => Assert.False(Barrier(channel, 2)));
        Assert.Equal([false, false, false], Blocked);
    }

    [Fact]
    public void The_abort_of_a_later_round_leaves_an_older_one_alone_that_has_not_come_yet()
    {
        _alignment.Abort(2);
        Assert.False(Barrier(0, 1));
        Assert.False(Barrier(1, 1));
        Assert.True(Barrier(2, 1));
        _alignment.Release();
        Assert.All([0, 1, 2], channel => Assert.False(Barrier(channel, 2)));
        Assert.False(Barrier(0, 3));
        Assert.Equal(1, _alignment.Passed);
        Assert.Equal(3, _alignment.Current);
    }

    [Fact]
    public void A_barrier_that_comes_twice_on_a_channel_is_an_error()
    {
        Barrier(0, 1);
        Assert.Throws<InvariantViolatedException>(() => Barrier(0, 1));
    }

    private IEnumerable<bool> Blocked => _channels.Select(c => c.Blocked);

    private bool Barrier(int channel, long checkpoint) => _alignment.OnBarrier(_channels[channel], checkpoint);
}
