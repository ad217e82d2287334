using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;
using ActorStream.Hosting.Terminal;
using Spectre.Console;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Terminal;

public sealed class ProgressTests
{
    private static readonly JobProgress Running =
        new(JobState.Running, 12_345, new DateTimeOffset(2001, 1, 20, 5, 30, 0, TimeSpan.Zero), 3, TimeSpan.FromMilliseconds(11.6), 0);

    [Fact]
    public void Line_says_all_there_is_to_know() => Assert.Equal(
        "[  12.5 s] running: records 12,345, 25,000/s, watermark 2001-01-20 05:30:00, checkpoint 3 (12 ms), restarts 0",
        JobText.Line(Running, TimeSpan.FromSeconds(12.5), 25_000.4));

    [Fact]
    public void Progress_is_a_line_every_two_seconds_and_an_event_is_one_at_once()
    {
        var lines = new PlainLines();
        Assert.NotNull(lines.Next(Running, Seconds(0)));
        Assert.Null(lines.Next(Running with { Records = 20_000 }, Seconds(0.5)));
        Assert.Null(lines.Next(Running with { Records = 30_000 }, Seconds(1.9)));
        Assert.NotNull(lines.Next(Running with { Records = 40_000 }, Seconds(2)));
        Assert.NotNull(lines.Next(Running with { State = JobState.Restarting }, Seconds(2.5)));
        Assert.NotNull(lines.Next(Running with { Restarts = 1 }, Seconds(3)));
    }

    [Fact]
    public void Idle_job_gives_a_sign_of_life_twice_a_minute()
    {
        var lines = new PlainLines();
        var seconds = Enumerable.Range(0, 61).Where(second => lines.Next(Running, Seconds(second)) is not null);
        Assert.Equal([0, 30, 60], seconds);
    }

    [Fact]
    public void Rate_is_that_of_the_last_seconds()
    {
        var rate = new RecordRate();
        Assert.Equal(0, rate.Add(Seconds(0), 100));
        Assert.Equal(50, rate.Add(Seconds(2), 200));
        Assert.Equal(1000, rate.Add(Seconds(10), 8_200));
        Assert.Equal(0, rate.Add(Seconds(20), 8_200));
    }

    [Fact]
    public void Table_shows_the_same_and_takes_no_markup_from_the_jobs_name()
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Write(new LiveTable("flight-delays").Draw(Running with { State = JobState.Restarting, Restarts = 2 }, Seconds(61)));
        Assert.All(
            ["flight-delays 00:01:01", "restarting", "12,345", "2001-01-20 05:30:00", "3 (12 ms)"],
            words => Assert.Contains(words, output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Chain_of_errors_names_each_message_once()
    {
        var error = new InvalidOperationException("outer: inner", new IOException("inner", new FormatException("deepest")));
        Assert.Equal("outer: inner Cause: deepest", JobText.Chain(error));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
