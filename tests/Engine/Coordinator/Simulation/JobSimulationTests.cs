using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Simulation;

/// <summary>Whole jobs under faults: what is committed is each record's effect, once, and nothing is left lying about.</summary>
public sealed class JobSimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Undisturbed_job_commits_everything_and_finishes(int parallelism)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var job = new CountingJob();
            var simulation = Started(seed, job, parallelism);
            simulation.RunToEnd();

            AssertFinished(simulation, job);
            Assert.Equal(0, simulation.Status().Restarts);
        }
    }

    [Fact]
    public void Crashes_lost_messages_and_a_failing_disk_lose_and_double_nothing()
    {
        var sometimes = new Dictionary<string, int>();
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var job = new CountingJob();
            var dice = new Random((int)seed);
            var simulation = new JobSimulation(seed, job.Declare, parallelism: dice.Next(1, 4), settings: Swarm(dice));
            Start(simulation);
            var faults = new FaultSchedule(simulation, dice);
            faults.Begin(TimeSpan.FromSeconds(1));
            try
            {
                simulation.RunToSuccess();
                // What could not be deleted before the end stays: a disk that failed, a power failure between the end and the clean-up.
                var mayHaveGarbage = !faults.IsOver;
                simulation.CalmDown();
                AssertFinished(simulation, job, mayHaveGarbage);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed} ({faults}): {error.Message}", error);
            }

            foreach (var (what, count) in faults.Counts) sometimes[what] = sometimes.GetValueOrDefault(what) + count;
            Count("restarts", simulation.Status().Restarts);
            Count("failed rounds", simulation.Status().FailedCheckpoints);
        }

        Assert.All(
            (string[])["worker crash", "control crash", "power loss", "lossy network", "partition", "failing sync", "failing calls", "restarts", "failed rounds"],
            what => Assert.True(sometimes.GetValueOrDefault(what) > 0, $"never: {what}"));

        void Count(string what, int count) => sometimes[what] = sometimes.GetValueOrDefault(what) + count;
    }

    [Fact]
    public void Power_loss_before_any_disk_call_of_the_coordinator_loses_and_doubles_nothing()
    {
        var crashes = 0;
        for (var at = 1; ; at++)
        {
            var job = new CountingJob(lists: 2, each: 20);
            var simulation = new JobSimulation((ulong)at, job.Declare, parallelism: 2);
            var calls = 0;
            var yields = simulation.Disk.BeforeCall;
            simulation.Disk.BeforeCall = call =>
            {
                if (call.Process == "control" && ++calls == at)
                {
                    simulation.Host.After(TimeSpan.Zero, () =>
                    {
                        simulation.LosePower();
                        Start(simulation);
                    });
                    return new ValueTask(new TaskCompletionSource().Task);
                }

                return yields(call);
            };
            Start(simulation);
            simulation.RunToEnd();
            AssertFinished(simulation, job);
            if (calls < at) break;
            crashes++;
        }

        Assert.True(crashes > 20, $"only {crashes} crashes");
    }

    [Fact]
    public void Stopped_job_commits_what_it_read_and_is_over_for_good()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var job = new CountingJob();
            var simulation = Started(seed, job, parallelism: 2);
            simulation.Host.RunFor(TimeSpan.FromMilliseconds(250));
            simulation.Coordinator!.Tell(new StopJob());
            simulation.RunToEnd();

            Assert.Equal(JobEnd.Stopped, simulation.End!.How);
            var committed = job.Store.Committed.Count;
            Assert.InRange(committed, 1, job.Records - 1);
            job.AssertCommittedIsAPrefix();

            simulation.CrashControl();
            simulation.StartControl();
            simulation.RunToEnd();
            Assert.Equal(JobEnd.WasOver, simulation.End.How);
            Assert.Equal(committed, job.Store.Committed.Count);
        }
    }

    [Fact]
    public void Suspended_job_goes_on_where_it_was()
    {
        var job = new CountingJob();
        var simulation = Started(3, job, parallelism: 2);
        simulation.Host.RunFor(TimeSpan.FromMilliseconds(250));
        simulation.Coordinator!.Tell(new SuspendJob());
        simulation.RunToEnd();
        Assert.Equal(JobEnd.Suspended, simulation.End!.How);
        Assert.InRange(job.Store.Committed.Count, 0, job.Records - 1);

        simulation.CrashControl();
        simulation.StartControl();
        simulation.RunToEnd();

        AssertFinished(simulation, job);
    }

    [Fact]
    public void Unreadable_checkpoint_stops_the_job_and_deletes_nothing()
    {
        var job = new CountingJob();
        var simulation = Started(4, job, parallelism: 1);
        simulation.Host.RunFor(TimeSpan.FromMilliseconds(400));
        simulation.CrashControl();
        var newest = simulation.ReadHistory().RestorePoint!;
        simulation.DeleteFile($"/job/{newest.ManifestPath}");
        var before = simulation.FilesOnDisk().Where(static path => !path.Contains("journal", StringComparison.Ordinal)).ToList();

        simulation.StartControl();
        simulation.RunToEnd();

        Assert.Equal(JobEnd.Failed, simulation.End!.How);
        Assert.IsType<CheckpointUnreadableException>(simulation.End.Error);
        Assert.Equal(before, simulation.FilesOnDisk().Where(static path => !path.Contains("journal", StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_runs_of_one_seed_are_the_same()
    {
        ulong Run()
        {
            var simulation = Started(11, new CountingJob(), parallelism: 2);
            new FaultSchedule(simulation, new Random(11)).Begin(TimeSpan.FromMilliseconds(500));
            simulation.RunToSuccess();
            return simulation.Host.Digest;
        }

        Assert.Equal(Run(), Run());
    }

    internal static ActorStreamSettings Swarm(Random dice)
    {
        var settings = JobSimulation.DefaultSettings;
        return settings with
        {
            Checkpoint = settings.Checkpoint with
            {
                Interval = TimeSpan.FromMilliseconds(dice.Next(2, 50)), MaxConcurrent = dice.Next(1, 4), Retained = dice.Next(1, 4),
            },
        };
    }

    private static JobSimulation Started(ulong seed, CountingJob job, int parallelism)
    {
        var simulation = new JobSimulation(seed, job.Declare, parallelism);
        Start(simulation);
        return simulation;
    }

    private static void Start(JobSimulation simulation)
    {
        simulation.StartControl();
        simulation.StartWorker("worker-1");
        simulation.StartWorker("worker-2");
    }

    internal static void AssertFinished(JobSimulation simulation, CountingJob job, bool mayHaveGarbage = false)
    {
        Assert.Empty(simulation.RootFailures.Select(static failure => failure.Error));
        Assert.True(simulation.End!.How is JobEnd.Finished or JobEnd.WasOver, $"{simulation.End}");
        job.AssertAllCommittedOnce();
        var history = simulation.ReadHistory();
        Assert.NotNull(history.Finished);
        Assert.Equal(history.RestorePoint!.Checkpoint, history.CommittedThrough);
        if (mayHaveGarbage || simulation.End.How == JobEnd.WasOver) return;
        var retained = history.Completed.TakeLast(simulation.Settings.Checkpoint.Retained)
            .Select(static completed => $"chk-{completed.Checkpoint}-e{completed.Epoch}").ToHashSet();
        Assert.All(
            simulation.FilesOnDisk().Where(static path => !path.StartsWith("/job/journal/", StringComparison.Ordinal)),
            path => Assert.Contains(path.Split('/')[2], retained));
    }
}
