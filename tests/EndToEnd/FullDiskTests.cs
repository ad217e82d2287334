using ActorStream.Tests.EndToEnd.Harness;
using Xunit;

namespace ActorStream.Tests.EndToEnd;

/// <summary>
/// The directory of checkpoints, or of output, is on a disk that is full: never a wrong row, never an end without a word.
/// </summary>
public sealed class FullDiskTests
{
    const string NoSpace = "No space left on device";

    [SmallDiskTheory]
    [InlineData("checkpoints")]
    [InlineData("out")]
    public async Task A_disk_that_is_full_from_the_start_refuses_the_job_until_there_is_room(string full)
    {
        using var job = new JobOnSmallDisk(full);
        job.Disk.Fill();

        var refused = await job.Start("--rate", "0").EndAsync();

        Assert.True(refused.ExitCode == 2, refused.Transcript);
        var line = Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(NoSpace, line, StringComparison.Ordinal);
        Assert.Contains(job.PathOnDisk, line, StringComparison.Ordinal);
        job.Disk.MakeRoom();
        await job.FinishAsync();
    }

    [SmallDiskTheory]
    [InlineData("checkpoints")]
    [InlineData("out")]
    public async Task A_job_whose_disk_is_full_for_a_while_goes_on_when_there_is_room(string full)
    {
        using var job = new JobOnSmallDisk(full);
        using var watch = await job.Job.WatchAsync();
        var run = job.Start("--rate", "60000", "--checkpoint-interval", "100ms", "--set", "restart.attempts=off");
        await job.Job.CommittedAsync(run);

        job.Disk.Fill();
        Assert.True(await run.ComesToAsync(() => run.Error.Contains(NoSpace, StringComparison.Ordinal)), run.Transcript);
        job.Disk.MakeRoom();

        await run.EndAsync();
        Assert.True(run.ExitCode == 0, run.Transcript);
        await watch.AssertNothingSeenAsync();
        await job.FinishAsync();
    }

    [SmallDiskTheory]
    [InlineData("checkpoints")]
    [InlineData("out")]
    public async Task A_job_whose_disk_stays_full_fails_with_the_cause_and_goes_on_when_it_is_started_with_room(string full)
    {
        using var job = new JobOnSmallDisk(full);
        using var watch = await job.Job.WatchAsync();
        var run = job.Start(
            "--rate", "60000", "--checkpoint-interval", "100ms", "--set", "restart.attempts=2", "--set", "checkpoint.tolerated-failures=2");
        await job.Job.CommittedAsync(run);

        job.Disk.Fill();
        await run.EndAsync();

        Assert.True(run.ExitCode == 1, run.Transcript);
        var line = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Contains(NoSpace, line, StringComparison.Ordinal);
        Assert.Contains(job.PathOnDisk, line, StringComparison.Ordinal);
        job.Disk.MakeRoom();
        await watch.AssertNothingSeenAsync();
        await job.FinishAsync();
    }

    /// <summary>The main job with one of its directories on a small disk.</summary>
    sealed class JobOnSmallDisk : IDisposable
    {
        const int Megabytes = 4;

        readonly string _checkpoints;
        readonly string _out;

        public JobOnSmallDisk(string full)
        {
            var mount = Directory.CreateDirectory(Job.Beside("disk")).FullName;
            Disk = SmallDisk.At(mount, Megabytes);
            PathOnDisk = Path.Combine(mount, full);
            (_out, _checkpoints) = full == "out" ? (PathOnDisk, Job.Checkpoints) : (Job.Out, PathOnDisk);
            if (full == "out")
                Job.Out = Path.Combine(Disk.Path, full);
        }

        public FlightDelaysJob Job { get; } = new();

        public SmallDisk Disk { get; }

        public string PathOnDisk { get; }

        public Child Start(params string[] arguments) => Child.Start(
            Repository.FlightDelays, ["--input", Job.Input, "--out", _out, "--checkpoints", _checkpoints, .. arguments], Disk.Below);

        /// <summary>Runs the job to its end, whose rows are right.</summary>
        public async Task FinishAsync()
        {
            var run = await Start("--rate", "0").EndAsync();
            Assert.True(run.ExitCode == 0, run.Transcript);
            await Job.AssertRowsEqualAsync();
        }

        public void Dispose()
        {
            Disk.Dispose();
            Job.Delete();
        }
    }
}
