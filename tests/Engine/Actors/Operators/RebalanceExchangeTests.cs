using ActorStream.Actors;
using ActorStream.Tests.Engine.Actors.DataPlane;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

public sealed class RebalanceExchangeTests
{
    private const int Records = 4;
    private static readonly BufferSettings Settings = new() { BatchRecords = 16, BatchesPerChannel = 2 };

    private readonly Buffers _buffers = new(Settings);
    private readonly RecordingRef[] _targets = [new(), new(), new()];
    private readonly RebalanceExchangeStage<int> _exchange;

    public RebalanceExchangeTests() => _exchange = new RebalanceExchangeStage<int>(
        [.. _targets.Select((target, i) => new OutputChannel<int>(new RecordingRef(), target, i, 1, _buffers, new BufferBudget(0)))]);

    [Fact]
    public void Small_batches_that_are_flushed_go_to_each_channel_in_turn()
    {
        for (var batch = 0; batch < 6; batch++)
        {
            Assert.True(Push(Records));
            Assert.True(_exchange.Flush());
        }

        Assert.Equal([2 * Records, 2 * Records, 2 * Records], _targets.Select(target => target.Records));
    }

    [Fact]
    public void Small_batches_are_put_together_and_full_ones_go_to_each_channel_in_turn()
    {
        for (var batch = 0; batch < 12; batch++) Assert.True(Push(Records));
        Assert.True(_exchange.Flush());
        Assert.Equal([16, 16, 16], _targets.Select(target => target.Records));
        Assert.All(_targets, target => Assert.Single(target.Told));
    }

    [Fact]
    public void Large_batches_are_handed_over_in_turns()
    {
        for (var batch = 0; batch < 6; batch++) Assert.True(Push(12));
        Assert.Equal([24, 24, 24], _targets.Select(target => target.Records));
    }

    [Fact]
    public void Channel_without_room_is_passed_over()
    {
        for (var batch = 0; batch < 6; batch++) Assert.True(Push(12));
        Assert.False(Push(12));
        var back = (RecordBatch<int>)_targets[1].Told[0];
        back.Owner!.OnReturned(back);
        Assert.True(_exchange.Resume());
        Assert.Equal([24, 24 + 12, 24], _targets.Select(target => target.Records));
    }

    private bool Push(int count)
    {
        var batch = new RecordBatch<int> { Values = _buffers.Pool<int>().Rent(), Count = count };
        return _exchange.Push(batch);
    }
}
