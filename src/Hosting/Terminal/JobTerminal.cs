using System.Collections.Concurrent;
using ActorStream.Hosting.Jobs;
using Spectre.Console;

namespace ActorStream.Hosting.Terminal;

/// <summary>Where a job program writes: live in a terminal, plain lines anywhere else. Writing errors is thread-safe.</summary>
/// <param name="output">Progress and results.</param>
/// <param name="error">Refusals, failures and warnings.</param>
/// <param name="live">The terminal that <paramref name="output"/> is, if it is one that can be drawn on.</param>
/// <param name="time">The clock.</param>
internal sealed class JobTerminal(TextWriter output, TextWriter error, IAnsiConsole? live, TimeProvider time)
{
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);

    /// <summary>Errors written while the table is on the screen: they go above it, when it is drawn next.</summary>
    private readonly ConcurrentQueue<string> _held = new();
    private volatile bool _isDrawing;

    internal TextWriter Out { get; } = TextWriter.Synchronized(output);

    internal static JobTerminal OfProcess()
    {
        var isLive = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };
        return new JobTerminal(Console.Out, Console.Error, isLive ? AnsiConsole.Console : null, TimeProvider.System);
    }

    internal void WriteError(string line)
    {
        if (_isDrawing)
            _held.Enqueue(line);
        else
            error.WriteLine(line);
    }

    /// <summary>Gives a terminal back as it was taken, cursor and all.</summary>
    internal void Restore() => live?.Cursor.Show(true);

    /// <summary>Shows a job's progress until it has ended.</summary>
    internal async Task ShowAsync(string job, Func<Task<JobProgress>> progress, Task ended)
    {
        var start = time.GetTimestamp();
        if (live is null)
        {
            var lines = new PlainLines();
            await UntilAsync(ended, LineInterval, async () =>
            {
                if (lines.Next(await progress(), time.GetElapsedTime(start)) is { } line)
                    Out.WriteLine(line);
            });
            return;
        }

        var table = new LiveTable(job);
        _isDrawing = true;
        await live.Live(table.Draw(JobProgress.None, TimeSpan.Zero)).StartAsync(context => UntilAsync(ended, DrawInterval, async () =>
        {
            var now = await progress();
            while (_held.TryDequeue(out var line))
                live.WriteLine(line);
            context.UpdateTarget(table.Draw(now, time.GetElapsedTime(start)));
        }));
        _isDrawing = false;
        while (_held.TryDequeue(out var line))
            error.WriteLine(line);
    }

    /// <summary>Looks at once, then in an interval, and a last time at the end.</summary>
    private async Task UntilAsync(Task ended, TimeSpan interval, Func<Task> look)
    {
        using var timer = new PeriodicTimer(interval, time);
        await look();
        while (await Task.WhenAny(ended, timer.WaitForNextTickAsync().AsTask()) != ended)
            await look();
        await look();
    }
}
