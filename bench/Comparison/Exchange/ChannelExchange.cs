using System.Threading.Channels;

namespace ActorStream.Bench.Comparison;

/// <summary>
/// A keyed sum on two cores over channels: two readers of feeds, two owners of keys, a channel to each owner. Events go in batches, whose
/// arrays come back; or one by one where a batch is one.
/// </summary>
/// <param name="records">Records of a batch.</param>
/// <param name="feed">The feed of a reader.</param>
/// <param name="make">Makes the state of an owner.</param>
internal sealed class ChannelExchange(int records, Func<Trial, int, Feed<Event>> feed, Func<Loop<Event>> make)
{
    private const int Slots = 2;
    private const int InFlight = 16;

    internal async Task RunAsync(Trial trial)
    {
        var options = new BoundedChannelOptions(InFlight) { SingleReader = true };
        var full = Enumerable.Range(0, Slots).Select(_ => Channel.CreateBounded<Batch>(options)).ToArray();
        var readers = Enumerable.Range(0, Slots).Select(i => Task.Run(() => ReadAsync(feed(trial, i), full))).ToArray();
        var owners = full.Select(channel => Task.Run(() => OwnAsync(trial, channel.Reader))).ToArray();
        await Task.WhenAll(readers);
        foreach (var channel in full) channel.Writer.Complete();
        await Task.WhenAll(owners);
    }

    private async Task ReadAsync(Feed<Event> events, Channel<Batch>[] full)
    {
        var empty = Channel.CreateBounded<Batch>(new BoundedChannelOptions(InFlight) { SingleReader = true });
        for (var i = 0; i < InFlight; i++) await empty.Writer.WriteAsync(new Batch(new Event[records], empty.Writer));
        var open = new Batch[] { await empty.Reader.ReadAsync(), await empty.Reader.ReadAsync() };
        var some = new Event[1024];
        while (events.Fill(some) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                var owner = HandExchange.OwnerOf(some[i].Key);
                var batch = open[owner];
                batch.Events[batch.Count++] = some[i];
                if (batch.Count < records) continue;
                if (!full[owner].Writer.TryWrite(batch)) await full[owner].Writer.WriteAsync(batch);
                if (!empty.Reader.TryRead(out open[owner]!)) open[owner] = await empty.Reader.ReadAsync();
            }
        }

        for (var owner = 0; owner < Slots; owner++) await full[owner].Writer.WriteAsync(open[owner]);
    }

    private async Task OwnAsync(Trial trial, ChannelReader<Batch> full)
    {
        using var sums = make();
        long check = 0;
        while (await full.WaitToReadAsync())
        {
            while (full.TryRead(out var batch))
            {
                check += sums.Add(batch.Events.AsSpan(0, batch.Count));
                batch.Count = 0;
                batch.Home.TryWrite(batch);
            }
        }

        trial.Add(check + sums.Finish());
    }

    private sealed class Batch(Event[] events, ChannelWriter<Batch> home)
    {
        internal readonly Event[] Events = events;
        internal readonly ChannelWriter<Batch> Home = home;
        internal int Count;
    }
}
