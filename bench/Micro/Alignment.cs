using ActorStream.Actors;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>
/// What does a round cost a subtask of so many input channels: all of its barriers, while the channels whose barrier is late go on being
/// drained?
/// </summary>
public class Alignment
{
    /// <summary>Batches that each late channel brings during the round.</summary>
    private const int Skew = 8;

    private InputChannel[] _channels = [];
    private InputGate _gate = null!;
    private BarrierAlignment _alignment = null!;
    private Late[] _nodes = [];
    private long _round;

    [Params(2, 16, 128)]
    public int Channels { get; set; }

    [GlobalSetup]
    public void Connect()
    {
        _channels = [.. Enumerable.Range(0, Channels).Select(i => new InputChannel(i, 1, "benchmark", null!))];
        _gate = new InputGate(_channels);
        _alignment = new BarrierAlignment(_channels);
        _nodes = [.. Enumerable.Range(0, Channels * Skew).Select(i => new Late(i % Channels))];
    }

    /// <summary>The barrier of the first half is there at once; the second half brings batches before it.</summary>
    [Benchmark]
    public int Round()
    {
        _round++;
        var taken = 0;
        for (var i = 0; i < Channels / 2; i++) _alignment.OnBarrier(_channels[i], _round);
        foreach (var node in _nodes) _channels[node.Channel].Enqueue(node);
        while (_gate.Poll() is { } channel)
        {
            channel.Dequeue();
            taken++;
        }

        for (var i = Channels / 2; i < Channels; i++) taken += _alignment.OnBarrier(_channels[i], _round) ? 1 : 0;
        _alignment.Release();
        while (_gate.Poll() is { } channel)
        {
            channel.Dequeue();
            taken++;
        }

        return taken;
    }

    /// <summary>Stands for a batch: what the gate does is the same for all nodes.</summary>
    private sealed class Late(int channel) : ChannelSignal(channel, 1, afterSequence: 0);
}
