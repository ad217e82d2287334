using System.Threading.Tasks.Dataflow;

namespace ActorStream.Bench.Comparison;

/// <summary>Hands each event to a block of TPL Dataflow, whose bounded queue has one producer; does the work there.</summary>
internal static class DataflowPerRecord
{
    internal static Func<Trial, Task> Of<T>(Func<Trial, Feed<T>> feed, Func<Loop<T>> make) => trial => Task.Run(async () =>
    {
        using var loop = make();
        long check = 0;
        var block = new ActionBlock<T>(
            e => check += loop.Add([e]), new ExecutionDataflowBlockOptions { BoundedCapacity = 8192, SingleProducerConstrained = true });
        var events = feed(trial);
        var some = new T[1024];
        while (events.Fill(some) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                if (!block.Post(some[i])) await block.SendAsync(some[i]);
            }
        }

        block.Complete();
        await block.Completion;
        trial.Add(check + loop.Finish());
    });
}
