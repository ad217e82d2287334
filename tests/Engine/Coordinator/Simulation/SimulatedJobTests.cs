using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Simulation;

/// <summary>
/// Whole jobs in chosen situations: what is committed is each record's effect, once, and nothing is left lying about. Situations of a
/// seed's choice are in <c>tests/Simulation</c>.
/// </summary>
public sealed class SimulatedJobTests
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
    public void Power_loss_before_any_disk_call_of_the_coordinator_loses_and_doubles_nothing()
    {
        var crashes = 0;
        for (var at = 1; ; at++)
        {
            var job = new CountingJob(lists: 2, each: 20);
            var simulation = new SimulatedJob((ulong)at, job.Declare, parallelism: 2);
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

            simulation.Crash("control");
            simulation.Start("control", ProcessRole.Coordinates);
            simulation.RunToEnd();
            Assert.Equal(JobEnd.WasOver, simulation.End.How);
            Assert.Equal(committed, job.Store.Committed.Count);
        }
    }

    [Fact]
    public void Clock_timers_emit_nothing_behind_the_barrier_that_ends_a_job()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var store = new MemoryStore<int>();
            var simulation = new SimulatedJob(
                seed,
                job => job.From(new ListSource<int>([.. Enumerable.Range(0, 1000)]), "numbers", recordsPerSecond: 1500)
                    .KeyBy(static n => n % 7).Process(static () => new Ticking(), "ticking").To(new MemorySink<int>(store), "out"),
                parallelism: 2);
            Start(simulation);
            simulation.Host.RunFor(TimeSpan.FromMilliseconds(250));
            simulation.Coordinator!.Tell(new StopJob());
            simulation.RunToEnd();

            Assert.Equal(JobEnd.Stopped, simulation.End!.How);
            Assert.Equal(0, simulation.Status().Restarts);
            Assert.NotEmpty(store.Committed);
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

        simulation.Crash("control");
        simulation.Start("control", ProcessRole.Coordinates);
        simulation.RunToEnd();

        AssertFinished(simulation, job);
    }

    [Fact]
    public void Unreadable_checkpoint_stops_the_job_and_deletes_nothing()
    {
        var job = new CountingJob();
        var simulation = Started(4, job, parallelism: 1);
        simulation.Host.RunFor(TimeSpan.FromMilliseconds(400));
        simulation.Crash("control");
        var newest = simulation.ReadHistory().RestorePoint!;
        simulation.DeleteFile($"/job/{newest.ManifestPath}");
        var before = simulation.Files().Where(static path => !path.Contains("journal", StringComparison.Ordinal)).ToList();

        simulation.Start("control", ProcessRole.Coordinates);
        simulation.RunToEnd();

        Assert.Equal(JobEnd.Failed, simulation.End!.How);
        Assert.IsType<CheckpointUnreadableException>(simulation.End.Error);
        Assert.Equal(before, simulation.Files().Where(static path => !path.Contains("journal", StringComparison.Ordinal)));
    }

    private static SimulatedJob Started(ulong seed, CountingJob job, int parallelism)
    {
        var simulation = new SimulatedJob(seed, job.Declare, parallelism);
        Start(simulation);
        return simulation;
    }

    private static void Start(SimulatedJob simulation)
    {
        simulation.Start("control", ProcessRole.Coordinates);
        simulation.Start("worker-1", ProcessRole.Works);
        simulation.Start("worker-2", ProcessRole.Works);
    }

    internal static void AssertFinished(SimulatedJob simulation, CountingJob job)
    {
        Assert.Empty(simulation.RootFailures.Select(static failure => failure.Error));
        Assert.True(simulation.End!.How is JobEnd.Finished or JobEnd.WasOver, $"{simulation.End}");
        job.AssertAllCommittedOnce();
        var history = simulation.ReadHistory();
        Assert.NotNull(history.Finished);
        Assert.Equal(history.RestorePoint!.Checkpoint, history.CommittedThrough);
        if (simulation.End.How == JobEnd.WasOver) return;
        var retained = history.Completed.TakeLast(simulation.Settings.Checkpoint.Retained)
            .Select(static completed => $"chk-{completed.Checkpoint}-e{completed.Epoch}").ToHashSet();
        Assert.All(
            simulation.Files().Where(static path => !path.StartsWith("/job/journal/", StringComparison.Ordinal)),
            path => Assert.Contains(path.Split('/')[2], retained));
    }

    /// <summary>Emits every two milliseconds of its keys' time, without end.</summary>
    private sealed class Ticking : KeyedProcessFunction<int, int, int>
    {
        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output) => SetNext(context);

        protected internal override void OnTimer(FiredTimer timer, KeyedContext<int> context, Collector<int> output)
        {
            output.Emit(context.Key);
            SetNext(context);
        }

        private static void SetNext(KeyedContext<int> context) =>
            context.SetTimer(context.ProcessingTime + TimeSpan.FromMilliseconds(2), TimerClock.ProcessingTime);
    }
}
