using System.Threading.Tasks.Dataflow;

namespace ActorStream.Bench.Comparison;

/// <summary>A keyed sum on two cores by TPL Dataflow, per record: two readers of feeds, a block for each owner of keys.</summary>
internal static class DataflowExchange
{
    internal static Func<Trial, Task> Of(Func<Trial, int, Feed<Event>> feed, Func<Loop<Event>> make) => async trial =>
    {
        var owners = new[] { make(), make() };
        var checks = new long[owners.Length * 16]; // a line each
        var blocks = owners.Select((owner, i) => new ActionBlock<Event>(
            e => checks[i * 16] += owner.Add([e]), new ExecutionDataflowBlockOptions { BoundedCapacity = 8192 })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, owners.Length).Select(i => Task.Run(() => ReadAsync(feed(trial, i), blocks))));
        foreach (var block in blocks) block.Complete();
        await Task.WhenAll(blocks.Select(block => block.Completion));
        trial.Add(checks.Sum());
        foreach (var owner in owners) owner.Dispose();
    };

    private static async Task ReadAsync(Feed<Event> events, ActionBlock<Event>[] blocks)
    {
        var some = new Event[1024];
        while (events.Fill(some) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                var block = blocks[HandExchange.OwnerOf(some[i].Key)];
                if (!block.Post(some[i])) await block.SendAsync(some[i]);
            }
        }
    }
}
