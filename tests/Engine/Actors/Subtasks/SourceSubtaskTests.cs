using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Subtasks;

public sealed class SourceSubtaskTests
{
    [Fact]
    public void A_subtask_without_splits_ends_as_soon_as_it_hears_that_none_will_come()
    {
        // In virtual time: a round every 5 ms, and one second until a request would be repeated.
        var run = SubtaskRun.Run(job => job.From(new ListSource<int>([1, 2, 3]), "numbers").ForEach(_ => { }), parallelism: 4);
        Assert.InRange(run.Acknowledgements.Max(a => a.Checkpoint), 1, 50);
    }

    [Fact]
    public void Watermarks_made_behind_a_key_in_one_chain_hold_for_every_record_of_the_window()
    {
        var start = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        // The last record lets all windows before it end at once, which makes many batches.
        var times = Enumerable.Range(0, 50).Append(1000).Select(i => start.AddMinutes(i)).ToList();
        var store = new MemoryStore<int>();
        SubtaskRun.Run(
            job => job.From(new ListSource<DateTimeOffset>(times), "times")
                .WithWatermarks(time => time, TimeSpan.FromMinutes(100))
                .KeyBy(time => time.Minute)
                .Window(TumblingWindows.Of(TimeSpan.FromMinutes(1)))
                .Aggregate(() => start, (ref DateTimeOffset acc, DateTimeOffset time) => acc = time, (int _, TimeWindow _, in DateTimeOffset acc) => acc, "minutes")
                .WithWatermarks(time => time, TimeSpan.Zero)
                .KeyBy(_ => 0)
                .Window(TumblingWindows.Of(TimeSpan.FromMinutes(1)))
                .Aggregate(() => 0, (ref int count, DateTimeOffset _) => count++, (int _, TimeWindow _, in int count) => count, "count")
                .To(new MemorySink<int>(store), "out"),
            parallelism: 1,
            buffers: new BufferSettings { BatchRecords = 3 });
        Assert.Equal(times.Count, store.Committed.Sum());
    }
}
