using ActorStream.Tests.EndToEnd.Harness;
using Xunit;

namespace ActorStream.Tests.EndToEnd;

public sealed class RecoveryTests
{
    [Fact]
    public async Task An_operator_that_throws_once_costs_a_restart_and_no_row()
    {
        var job = new FlightDelaysJob();
        var run = await job.RunAsync(0, "--rate", "100000", "--checkpoint-interval", "200ms", "--fail-after", "120000");
        await job.AssertRowsEqualAsync();
        Assert.Contains("restarts 1", run.Output, StringComparison.Ordinal);
        job.Delete();
    }

    [Fact]
    public async Task A_killed_job_goes_on_at_another_parallelism()
    {
        var job = new FlightDelaysJob();
        using var watch = await job.WatchAsync();
        foreach (var parallelism in (string[])["2", "7"])
        {
            var run = job.Start("--rate", "40000", "--checkpoint-interval", "200ms", "--parallelism", parallelism);
            await job.CommittedAsync(run);
            run.Kill();
            await run.EndAsync();
        }

        await job.RunAsync(0, "--rate", "0", "--parallelism", "3");
        await watch.AssertNothingSeenAsync();
        await job.AssertRowsEqualAsync();
        job.Delete();
    }

    [Fact]
    public async Task Sigterm_ends_the_process_in_order_and_the_next_start_goes_on()
    {
        var job = new FlightDelaysJob();
        using var watch = await job.WatchAsync();
        var run = job.Start("--rate", "40000", "--checkpoint-interval", "200ms");
        await job.CommittedAsync(run);
        run.Terminate();
        await run.EndAsync();
        Assert.True(run.ExitCode == 0, run.Transcript);

        await job.RunAsync(0, "--rate", "0");
        await watch.AssertNothingSeenAsync();
        await job.AssertRowsEqualAsync();
        job.Delete();
    }
}
