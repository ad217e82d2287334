using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;

namespace ActorStream.Bench.Comparison;

/// <summary>A keyed sum of events that come at a rate, without an engine.</summary>
internal static class LatencyPeers
{
    /// <summary>In the loop that the timer wakes: what the timer costs.</summary>
    internal static async Task InLoopAsync(DueEvents events, LatencyRun run, long keys)
    {
        using var sums = new SumTable(keys);
        var latencies = run.NewPart();
        await events.PumpAsync(some =>
        {
            foreach (ref readonly var e in some.Span) Handle(sums, latencies, e);
            return ValueTask.CompletedTask;
        });
        run.Add(latencies);
    }

    internal static async Task OverChannelAsync(DueEvents events, LatencyRun run, long keys)
    {
        using var sums = new SumTable(keys);
        var latencies = run.NewPart();
        var channel = Channel.CreateBounded<DueEvent>(new BoundedChannelOptions(8192) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(async () =>
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out var e)) Handle(sums, latencies, e);
            }
        });
        await events.PumpAsync(async some =>
        {
            for (var i = 0; i < some.Length; i++)
            {
                if (!channel.Writer.TryWrite(some.Span[i])) await channel.Writer.WriteAsync(some.Span[i]);
            }
        });
        channel.Writer.Complete();
        await reading;
        run.Add(latencies);
    }

    internal static async Task OverDataflowAsync(DueEvents events, LatencyRun run, long keys)
    {
        using var sums = new SumTable(keys);
        var latencies = run.NewPart();
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = 8192, SingleProducerConstrained = true };
        var block = new ActionBlock<DueEvent>(e => Handle(sums, latencies, e), options);
        await events.PumpAsync(async some =>
        {
            for (var i = 0; i < some.Length; i++)
            {
                if (!block.Post(some.Span[i])) await block.SendAsync(some.Span[i]);
            }
        });
        block.Complete();
        await block.Completion;
        run.Add(latencies);
    }

    private static void Handle(SumTable sums, Latencies latencies, in DueEvent e)
    {
        sums.SumOf(e.Key) += e.Value;
        latencies.Take(e.Due);
    }
}
