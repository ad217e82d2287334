using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.DataPlane;

public sealed class OutputChannelTests
{
    private static readonly BufferSettings Settings = new() { BatchRecords = 4, BatchBytes = ByteSize.KiB(1) };

    private readonly Buffers _buffers = new(Settings);
    private readonly RecordingRef _target = new();

    [Fact]
    public void Two_batches_go_without_budget_and_a_third_waits_for_one_to_come_back()
    {
        var channel = Channel<long>(new BufferBudget(0));
        Assert.True(Fill(channel, 4));
        Assert.True(Fill(channel, 4));
        Assert.False(Fill(channel, 4));
        Assert.Equal(2, channel.InFlight);

        channel.OnReturned((RecordBatch)_target.Told[0]);
        Assert.True(channel.TrySend(0));
        Assert.Equal([1, 2, 3], _target.Told.Select(m => ((RecordBatch)m).Sequence));
    }

    [Fact]
    public void More_batches_take_from_the_budget_and_give_back()
    {
        var budget = new BufferBudget(40);
        var channel = Channel<long>(budget);
        Assert.True(Fill(channel, 4));
        Assert.True(Fill(channel, 4));
        Assert.True(Fill(channel, 4));
        Assert.Equal(32, budget.UsedBytes);
        Assert.False(Fill(channel, 4));
        Assert.Equal(32, budget.UsedBytes);

        channel.OnReturned((RecordBatch)_target.Told[2]);
        Assert.Equal(0, budget.UsedBytes);
    }

    [Fact]
    public void No_more_batches_wait_before_a_barrier_than_a_channel_may_have_however_large_the_budget()
    {
        var channel = Channel<long>(new BufferBudget(long.MaxValue));
        for (var sent = 0; sent < Settings.BatchesPerChannel; sent++) Assert.True(Fill(channel, 4));
        Assert.False(Fill(channel, 4));
        Assert.Equal(8, channel.InFlight);

        channel.OnReturned((RecordBatch)_target.Told[0]);
        Assert.True(channel.TrySend(0));
    }

    [Fact]
    public void A_batch_closes_at_its_byte_weight()
    {
        var channel = Channel<string>(new BufferBudget(long.MaxValue));
        channel.Add(new string('x', 100), 0, hasTime: false);
        Assert.False(channel.IsFull);
        channel.Add(new string('x', 1000), 0, hasTime: false);
        Assert.True(channel.IsFull);
    }

    [Fact]
    public void Signals_name_the_last_batch_before_them_and_take_no_credit()
    {
        var channel = Channel<long>(new BufferBudget(0));
        Fill(channel, 1);
        channel.SendBarrier(7, 0, final: false);
        channel.SendWatermark(5);
        channel.SendWatermark(5);
        channel.SendEnd();
        var signals = _target.Told.Skip(1).Cast<ChannelSignal>().ToList();
        Assert.Equal(["CheckpointBarrier 1", "WatermarkSignal 1", "EndOfInput 1"], signals.Select(s => $"{s.GetType().Name} {s.AfterSequence}"));
        Assert.Equal(1, channel.InFlight);
    }

    [Fact]
    public void A_gap_on_a_channel_is_an_error()
    {
        var channel = Channel<long>(new BufferBudget(long.MaxValue));
        Fill(channel, 1);
        Fill(channel, 1);
        var input = new InputChannel(0, 1, "test", null!);
        var error = Assert.Throws<ChannelGapException>(() => input.Enqueue((MailboxNode)_target.Told[1]));
        Assert.Contains("has sequence 2, 1 was expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_with_references_are_cleared_before_reuse()
    {
        var channel = Channel<string>(new BufferBudget(long.MaxValue));
        channel.Add("kept alive", 0, hasTime: false);
        channel.TrySend(0);
        var batch = (RecordBatch<string>)_target.Told[0];
        var items = batch.Values!.Items;
        channel.OnReturned(batch);
        Assert.All(items, Assert.Null);
    }

    private OutputChannel<T> Channel<T>(BufferBudget budget) => new(ActorRefs.NoSender, _target, 0, 1, _buffers, budget);

    private static bool Fill(OutputChannel<long> channel, int records)
    {
        for (var i = 0; i < records; i++)
        {
            if (channel.IsFull && !channel.TrySend(0))
            {
                return false;
            }

            channel.Add(i, 0, hasTime: false);
        }

        return channel.TrySend(0);
    }
}
