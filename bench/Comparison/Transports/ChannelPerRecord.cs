using System.Threading.Channels;

namespace ActorStream.Bench.Comparison;

/// <summary>Writes each event to a bounded channel, and does the work where they are read.</summary>
internal static class ChannelPerRecord
{
    internal static Func<Trial, Task> Of<T>(Func<Trial, Feed<T>> feed, Func<Loop<T>> make) => async trial =>
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(8192) { SingleReader = true, SingleWriter = true });
        await Task.WhenAll(Task.Run(() => WriteAsync(feed(trial), channel.Writer)), Task.Run(() => ReadAsync(trial, channel.Reader, make)));
    };

    private static async Task WriteAsync<T>(Feed<T> events, ChannelWriter<T> writer)
    {
        var batch = new T[1024];
        while (events.Fill(batch) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                if (!writer.TryWrite(batch[i])) await writer.WriteAsync(batch[i]);
            }
        }

        writer.Complete();
    }

    private static async Task ReadAsync<T>(Trial trial, ChannelReader<T> reader, Func<Loop<T>> make)
    {
        using var loop = make();
        long check = 0;
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var e)) check += loop.Add([e]);
        }

        trial.Add(check + loop.Finish());
    }
}
