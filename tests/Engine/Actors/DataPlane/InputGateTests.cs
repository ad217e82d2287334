using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.DataPlane;

public sealed class InputGateTests
{
    private readonly InputChannel[] _channels = [.. Enumerable.Range(0, 3).Select(index => new InputChannel(index, 1, "test", null!))];
    private readonly InputGate _gate;

    public InputGateTests() => _gate = new InputGate(_channels);

    [Fact]
    public void Least_watermark_of_those_that_speak_counts()
    {
        Raise(5, 7, 9);
        AssertWatermark(5);
        _channels[0].Raise(6, isIdle: true);
        AssertWatermark(7);
        _channels[1].Ended = true;
        AssertWatermark(9);
    }

    [Fact]
    public void Furthest_watermark_counts_where_all_are_idle()
    {
        foreach (var channel in _channels) channel.Raise(10 + channel.Index, isIdle: true);
        AssertWatermark(12, isIdle: true);
        _channels[0].Raise(11, isIdle: false);
        AssertWatermark(11);
    }

    /// <summary>Time ended while an idle channel had more to bring; after a restore it had not.</summary>
    [Fact]
    public void End_of_some_does_not_end_time_for_those_that_are_idle()
    {
        Raise(long.MaxValue, 7, 9);
        AssertWatermark(7);
        _channels[1].Raise(7, isIdle: true);
        _channels[2].Raise(9, isIdle: true);
        AssertWatermark(9, isIdle: true);
        _channels[0].Ended = true;
        AssertWatermark(9, isIdle: true);
    }

    [Fact]
    public void Time_ends_when_all_have()
    {
        Raise(long.MaxValue, long.MaxValue, long.MaxValue);
        AssertWatermark(long.MaxValue);
        foreach (var channel in _channels) channel.Ended = true;
        AssertWatermark(long.MaxValue);
        Assert.True(_gate.Ended);
    }

    private void Raise(params long[] watermarks)
    {
        foreach (var (channel, watermark) in _channels.Zip(watermarks)) channel.Raise(watermark, isIdle: false);
    }

    private void AssertWatermark(long expected, bool isIdle = false)
    {
        Assert.Equal(expected, _gate.Watermark(out var idle));
        Assert.Equal(isIdle, idle);
    }
}
