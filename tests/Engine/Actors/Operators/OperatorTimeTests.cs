using System.Buffers.Binary;
using ActorStream.Actors;
using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

/// <summary>The event time of an operator over a restore.</summary>
public sealed class OperatorTimeTests
{
    [Fact]
    public void A_subtask_has_its_own_time_again_whatever_the_others_have()
    {
        var lists = new[] { Of(0, 2, 60), Of(1, 2, 53) };

        Assert.Equal(60, Restored(0, 2, lists).Watermark);
        Assert.Equal(53, Restored(1, 2, lists).Watermark);
    }

    [Fact]
    public void Whoever_has_keys_of_both_has_the_later_and_knows_of_which_it_was()
    {
        var time = Restored(0, 1, Of(0, 2, 60), Of(1, 2, 53));

        Assert.Equal(60, time.Watermark);
        Assert.Equal([new KeyTime(HashRange.Of(0, 2), 60), new KeyTime(HashRange.Of(1, 2), 53)], time.Parts);
        Assert.False(time.TryRaise(60));
        Assert.Equal(53, Restored(1, 2, time.ToList()).Watermark);
        Assert.True(time.TryRaise(61));
        Assert.Equal([new KeyTime(HashRange.All, 61)], time.Parts);
    }

    [Fact]
    public void A_watermark_allocates_nothing()
    {
        var time = Restored(0, 1, Of(0, 2, 60), Of(1, 2, 53));
        time.TryRaise(61);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var watermark = 62; watermark < 1_000; watermark++) time.TryRaise(watermark);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void What_was_stored_without_keys_is_of_all()
    {
        var item = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(item, 60);

        Assert.Equal(60, Restored(1, 3, new OperatorStateList(OperatorStateList.WatermarkName, StateDistribution.Union, [item])).Watermark);
    }

    [Fact]
    public void At_the_end_of_input_there_is_no_time_any_more()
    {
        Assert.Equal(long.MinValue, Restored(0, 1, Of(0, 1, long.MaxValue)).Watermark);
        Assert.Equal(long.MinValue, Restored(0, 1).Watermark);
    }

    [Fact]
    public void A_watermark_of_another_length_is_refused()
    {
        var list = new OperatorStateList(OperatorStateList.WatermarkName, StateDistribution.Union, [new byte[5]]);

        var error = Assert.Throws<StateRestoreException>(() => Restored(0, 1, list));
        Assert.Equal("Operator 'sums': its stored watermark has 5 bytes instead of 24 or 8.", error.Message);
    }

    private static OperatorStateList Of(int subtask, int parallelism, long watermark)
    {
        var time = new OperatorTime("sums", HashRange.Of(subtask, parallelism));
        time.TryRaise(watermark);
        return time.ToList();
    }

    private static OperatorTime Restored(int subtask, int parallelism, params OperatorStateList[] lists)
    {
        var time = new OperatorTime("sums", HashRange.Of(subtask, parallelism));
        time.Restore(lists);
        return time;
    }
}
