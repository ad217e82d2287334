using System.Threading.Channels;

namespace ActorStream.Bench.Comparison;

/// <summary>Writes batches of 1,024 events to a bounded channel; a second one brings the arrays back, so that none is allocated.</summary>
internal static class ChannelOfBatches
{
    private const int Records = 1024;
    private const int Batches = 8;

    internal static Func<Trial, Task> Of<T>(Func<Trial, Feed<T>> feed, Func<Loop<T>> make) => async trial =>
    {
        var (full, empty) = (Make<(T[] Events, int Count)>(), Make<T[]>());
        for (var i = 0; i < Batches; i++) await empty.Writer.WriteAsync(new T[Records]);
        await Task.WhenAll(
            Task.Run(async () =>
            {
                var events = feed(trial);
                var batch = await empty.Reader.ReadAsync();
                while (events.Fill(batch) is > 0 and var count)
                {
                    await full.Writer.WriteAsync((batch, count));
                    batch = await empty.Reader.ReadAsync();
                }

                full.Writer.Complete();
            }),
            Task.Run(async () =>
            {
                using var loop = make();
                long check = 0;
                while (await full.Reader.WaitToReadAsync())
                {
                    while (full.Reader.TryRead(out var batch))
                    {
                        check += loop.Add(batch.Events.AsSpan(0, batch.Count));
                        await empty.Writer.WriteAsync(batch.Events);
                    }
                }

                trial.Add(check + loop.Finish());
            }));
    };

    private static Channel<TItem> Make<TItem>() =>
        Channel.CreateBounded<TItem>(new BoundedChannelOptions(Batches) { SingleReader = true, SingleWriter = true });
}
