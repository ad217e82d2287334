using System.Globalization;
using ActorStream.Tests.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace ActorStream.Tests.EndToEnd;

/// <summary>
/// SIGSTOP: all threads stand still while the clock goes on, as in a machine that is suspended or starved. The same moments:
/// ACTORSTREAM_E2E_SEED.
/// </summary>
public sealed class StopSignalTests(ITestOutputHelper output)
{
    const int MostMillisecondsBetween = 700;

    /// <summary>Rounds, leases and resends are all due long before the process goes on.</summary>
    static readonly TimeSpan Stopped = TimeSpan.FromMilliseconds(900);

    static readonly string[] ShortTimes =
    [
        "--rate", "60000", "--checkpoint-interval", "100ms", "--set", "checkpoint.timeout=300ms", "--set", "control.resend-interval=50ms",
        "--set", "control.heartbeat-interval=100ms", "--set", "control.lease=300ms", "--set", "restart.attempts=off",
    ];

    [Fact]
    public async Task Rows_equal_the_oracles_whenever_the_process_stands_still_for_longer_than_its_timeouts()
    {
        var random = Setting.Random(output);
        var stops = Setting.IsLong ? 60 : 4;
        while (stops > 0)
        {
            var job = new FlightDelaysJob();
            using var watch = await job.WatchAsync();
            var run = job.Start([.. ShortTimes, "--parallelism", random.Next(1, 5).ToString(CultureInfo.InvariantCulture)]);
            while (stops > 0 && !await run.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(MostMillisecondsBetween))))
            {
                run.Stop();
                Assert.False(await run.EndsWithinAsync(Stopped), run.Transcript);
                run.Continue();
                stops--;
            }

            await run.EndAsync();
            Assert.True(run.ExitCode == 0, run.Transcript);
            output.WriteLine(run.Output);
            await watch.AssertNothingSeenAsync();
            await job.AssertRowsEqualAsync();
            job.Delete();
        }
    }

    [Fact]
    public async Task A_process_that_stands_still_keeps_its_directories_until_it_is_killed()
    {
        var job = new FlightDelaysJob();
        using var watch = await job.WatchAsync();
        var first = job.Start("--rate", "40000", "--checkpoint-interval", "100ms");
        await job.CommittedAsync(first);
        first.Stop();
        var before = job.Contents();

        var second = await job.RunAsync(2, "--rate", "0");
        Assert.Contains($"process {first.Id} ", second.Error, StringComparison.Ordinal);
        Assert.Equal(before, job.Contents());

        first.Kill();
        await first.EndAsync();
        await job.RunAsync(0, "--rate", "0");
        await watch.AssertNothingSeenAsync();
        await job.AssertRowsEqualAsync();
        job.Delete();
    }
}
