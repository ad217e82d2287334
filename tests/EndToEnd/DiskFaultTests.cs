using System.Globalization;
using ActorStream.Tests.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace ActorStream.Tests.EndToEnd;

public sealed class DiskFaultTests(ITestOutputHelper output)
{
    /// <summary>Every seventh fsync of each thread fails: that checkpoint fails or the journal takes a new segment; the job goes on.</summary>
    [StraceFact]
    public async Task Failing_fsyncs_cost_checkpoints_and_no_row()
    {
        var job = new FlightDelaysJob();
        var trace = job.Beside("fsync.trace");
        var watch = await job.WatchAsync();

        var run = await job.StartBelow(Strace.FailingFsyncs(trace), "--rate", "60000", "--checkpoint-interval", "200ms").EndAsync();

        var injected = File.ReadLines(trace).Count(line => line.Contains("INJECTED", StringComparison.Ordinal));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{injected} fsyncs failed"));
        Assert.True(run.ExitCode == 0, run.Transcript);
        Assert.True(injected > 0, $"no fsync was made to fail: {run.Transcript}");
        await watch.AssertNothingSeenAsync();
        await job.AssertRowsEqualAsync();
        job.Delete();
    }
}
