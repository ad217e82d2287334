using ActorStream.Coordinator;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Savepoints;

/// <summary>The last watermark before the last barrier.</summary>
public sealed class DrainTests
{
    private readonly MemoryStore<int> _store = new();

    [Fact]
    public void Drained_job_has_fired_its_windows_and_a_stopped_one_has_not()
    {
        var run = new SavepointRun(1, Declare, 2).RunFor(200);
        run.Stop("/sp", SavepointMode.Stop);
        Assert.Empty(_store.Committed);

        run = new SavepointRun(1, Declare, 2).RunFor(200);
        var taken = run.Stop("/sp", SavepointMode.Drain);
        Assert.InRange(_store.Committed.Sum(), 1, 999);
        Assert.Equal(0, run.Job.Status().Restarts);
        Assert.Equal(taken.Checkpoint, run.Job.ReadHistory().CommittedThrough);
    }

    [Fact]
    public void Stop_without_a_savepoint_drains_as_well()
    {
        var run = new SavepointRun(2, Declare, 2).RunFor(200);
        run.Job.Coordinator!.Tell(new StopJob(Drain: true));
        run.Job.RunToEnd();

        Assert.Equal(JobEnd.Stopped, run.Job.End!.How);
        Assert.InRange(_store.Committed.Sum(), 1, 999);
    }

    [Fact]
    public void Records_behind_a_drained_savepoint_would_be_late_so_nothing_starts_from_it()
    {
        var run = new SavepointRun(3, Declare, 2).RunFor(200);
        run.Stop("/sp", SavepointMode.Drain);
        run.From("/sp", 2);
        run.Job.RunToEnd();

        Assert.Contains("drained", run.Job.End!.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("stopped and not drained", run.Job.End!.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_windows_are_part_of_a_savepoint()
    {
        var run = new SavepointRun(4, Declare, 2).RunFor(200);
        run.Stop("/sp", SavepointMode.Stop);
        run.From("/sp", 3).Finish();

        Assert.Equal(1000, _store.Committed.Sum());
    }

    private void Declare(JobBuilder job) => job
        .From(new ListSource<int>([.. Enumerable.Range(0, 1000)]), "numbers", recordsPerSecond: 1500)
        .WithWatermarks(static n => DateTimeOffset.UnixEpoch.AddSeconds(n), TimeSpan.Zero)
        .KeyBy(static n => n % 5)
        .Window(TumblingWindows.Of(TimeSpan.FromDays(1)))
        .Aggregate(new CountAll(), "count")
        .To(new MemorySink<int>(_store), "out");

    private sealed class CountAll : IWindowAggregate<int, int, int, int>
    {
        public int Create() => 0;

        public void Add(ref int acc, int record) => acc++;

        public int Result(int key, TimeWindow window, in int acc) => acc;
    }
}
