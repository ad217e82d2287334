using ActorStream.Actors;
using ActorStream.TestKit;
using ActorStream.Tests.Engine.Api.Windows;
using Xunit;
using static ActorStream.Tests.Engine.Api.Windows.WindowRun;

namespace ActorStream.Tests.Engine.Api.Watermarks;

public sealed class WatermarkTests
{
    /// <summary>Both splits in one subtask, and in one each.</summary>
    public static TheoryData<int> Parallelisms => [1, 2];

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public void An_idle_split_holds_no_window_back(int parallelism)
    {
        var job = new Job(static w => w.WithIdleness(Minutes(1)), parallelism);
        job.Feed(0, 1, 5, 12);
        job.Wait(0.9);
        Assert.Empty(job.Output);
        job.Wait(1);
        Assert.Equal(["a 0-10: 2"], job.Output);
    }

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public void A_split_that_comes_back_counts_again_and_is_late_with_what_lies_behind(int parallelism)
    {
        var job = new Job(static w => w.WithIdleness(Minutes(1)), parallelism);
        job.Feed(0, 1, 12);
        job.Wait(2);
        job.Feed(1, 2, 15);
        job.Wait(0.1);
        job.Feed(0, 31);
        job.Wait(0.4);
        Assert.Equal(["a 0-10: 1"], job.Output);
        job.Feed(1, 23);
        job.Wait(0.1);
        Assert.Equal(["a 0-10: 1", "a 10-20: 2"], job.Output);
        job.Complete();
        Assert.Equal(["a 0-10: 1", "a 10-20: 2", "a 20-30: 1", "a 30-40: 1"], job.Output);
    }

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public void An_answer_that_takes_longer_than_idleness_is_not_late(int parallelism)
    {
        var job = new Job(static w => w.WithIdleness(Minutes(1)), parallelism, answers: static one => Minutes(one.Split == 1 ? 3 : 0));
        job.Feed(1, 5);
        job.Feed(0, 1);
        for (var minute = 12; minute <= 16; minute++)
        {
            job.Feed(0, minute);
            job.Wait(0.5);
        }

        Assert.Empty(job.Output);
        for (var minute = 17; minute <= 21; minute++)
        {
            job.Feed(0, minute);
            job.Wait(0.5);
        }

        // Once answered the split holds nothing back any more.
        Assert.Equal(["a 0-10: 2", "a 10-20: 8"], job.Output);
    }

    [Fact]
    public void Event_time_stands_still_where_all_are_idle()
    {
        var job = new Job(static w => w.WithIdleness(Minutes(1)), parallelism: 2);
        job.Feed(0, 1, 5);
        job.Feed(1, 2);
        job.Wait(5);
        Assert.Empty(job.Output);
        job.Feed(1, 11);
        job.Wait(0.1);
        Assert.Equal(["a 0-10: 3"], job.Output);
    }

    [Fact]
    public void A_subtask_of_an_unbounded_source_that_has_no_split_is_idle_as_well()
    {
        var job = new Job(static w => w.WithIdleness(Minutes(1)), parallelism: 3, isBounded: false);
        job.Feed(0, 1, 12);
        job.Feed(1, 1, 12);
        job.Wait(0.4);
        Assert.Empty(job.Output);
        job.Wait(2);
        job.Feed(0, 13);
        job.Feed(1, 13);
        job.Wait(0.1);
        Assert.Equal(["a 0-10: 2"], job.Output);
    }

    [Fact]
    public void Without_a_word_about_idleness_a_silent_split_holds_everything_back()
    {
        var job = new Job(static w => w, parallelism: 2);
        job.Feed(0, 1, 12);
        job.Wait(20);
        Assert.Empty(job.Output);
    }

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public void A_split_that_is_far_ahead_waits_for_the_slowest(int parallelism)
    {
        var job = new Job(static w => w.WithAlignment(Minutes(5)), parallelism);
        job.Feed(1, 0);
        job.Wait(0.1);
        job.Feed(0, [.. Enumerable.Range(0, 100)]);
        job.Wait(10);
        Assert.InRange(job.ReadFrom(0), 6, 6 + Job.BatchRecords);
        job.Feed(1, 50);
        job.Wait(10);
        Assert.InRange(job.ReadFrom(0), 56, 56 + Job.BatchRecords);
        job.Complete(1);
        job.Wait(10);
        Assert.Equal(100, job.ReadFrom(0));
        job.Complete();
        Assert.Equal(10, job.Output.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Splits_of_other_sources_are_waited_for_where_they_are_of_one_group(int parallelism)
    {
        var (first, second, other) = (new Feeds<Event>(2), new Feeds<Event>(1), new Feeds<Event>(1));
        var read = new Dictionary<string, int>();
        var driver = new JobDriver(
            job =>
            {
                Read(job, first, "first", "together", 5);
                Read(job, second, "second", "together", 20);
                Read(job, other, "other", null, 5);
            },
            new JobDriverOptions
            {
                Parallelism = parallelism,
                Start = Start,
                Settings = new ActorStreamSettings { Buffers = new BufferSettings { BatchRecords = Job.BatchRecords } },
            });
        driver.Start();
        first.Splits[0].Push(new Event("a", 0));
        driver.Advance(Minutes(0.1));
        first.Splits[1].Push(Hundred());
        second.Splits[0].Push(Hundred());
        other.Splits[0].Push(Hundred());
        driver.Advance(Minutes(1));
        // Each by its own bound; who is in no group waits for nobody.
        Assert.InRange(read["first"], 1 + 6, 1 + 6 + Job.BatchRecords);
        Assert.InRange(read["second"], 21, 21 + Job.BatchRecords);
        Assert.Equal(100, read["other"]);

        first.Splits[0].Push(new Event("a", 50));
        driver.Advance(Minutes(1));
        Assert.InRange(read["second"], 71, 71 + Job.BatchRecords);

        // After a restore they wait as soon as they have heard of each other.
        driver.Checkpoint();
        driver.Crash();
        driver.Start();
        driver.Advance(Minutes(1));
        var before = read["second"];
        second.Splits[0].Push([.. Enumerable.Range(200, 100).Select(static minute => new Event("a", minute))]);
        driver.Advance(Minutes(1));
        Assert.InRange(read["second"], before, before + (2 * Job.BatchRecords));

        // A split that has ended is not waited for.
        first.Splits[0].Complete();
        first.Splits[1].Complete();
        driver.Advance(Minutes(1));
        Assert.True(read["second"] >= 200, $"{read["second"]}");
        second.Splits[0].Complete();
        other.Splits[0].Complete();
        driver.RunToEnd();

        static Event[] Hundred() => [.. Enumerable.Range(0, 100).Select(static minute => new Event("a", minute))];

        void Read(JobBuilder job, Feeds<Event> feeds, string uid, string? group, int drift) => job.From(feeds, uid)
            .WithWatermarks(static one => At(one.Minute), w => w.WithAlignment(Minutes(drift), group))
            .Where(one =>
            {
                read[uid] = read.GetValueOrDefault(uid) + 1;
                return true;
            })
            .To(new MemorySink<Event>(), $"{uid}-out");
    }

    [Fact]
    public void What_is_idle_is_not_waited_for()
    {
        var job = new Job(static w => w.WithAlignment(Minutes(5)).WithIdleness(Minutes(1)), parallelism: 2);
        job.Feed(1, 0);
        job.Wait(0.1);
        job.Feed(0, [.. Enumerable.Range(0, 100)]);
        job.Wait(0.2);
        Assert.InRange(job.ReadFrom(0), 6, 6 + Job.BatchRecords);
        job.Wait(5);
        Assert.Equal(100, job.ReadFrom(0));
    }

    [Fact]
    public void Markers_in_the_data_move_event_time_and_nothing_else_does()
    {
        var job = new Job(static w => w.MarkedBy(static one => one.Value == 0 ? At(one.Minute) : null), parallelism: 1);
        job.Complete(1);
        job.Push(0, new("a", 1), new("a", 25), new("a", 3));
        job.Wait(1);
        Assert.Empty(job.Output);
        job.Push(0, new Event("a", 10, 0));
        job.Wait(1);
        Assert.Equal(["a 0-10: 2"], job.Output);
        job.Push(0, new("a", 12), new("a", 4, 0), new("a", 11));
        job.Complete();
        Assert.Equal(["a 0-10: 2", "a 10-20: 2", "a 20-30: 1"], job.Output);
    }

    [Fact]
    public void A_generator_of_ones_own_is_made_per_split()
    {
        var job = new Job(static w => w.GeneratedBy(static () => new Half()), parallelism: 1);
        job.Feed(0, 1, 22);
        job.Feed(1, 1, 18);
        job.Wait(1);
        Assert.Empty(job.Output);
        job.Feed(1, 20);
        job.Wait(1);
        Assert.Equal(["a 0-10: 2"], job.Output);
    }

    [Fact]
    public void A_restored_split_goes_on_at_its_watermark()
    {
        var job = new Job(static w => w, parallelism: 1);
        job.Feed(0, 1, 25);
        job.Feed(1, 1, 22);
        job.Wait(1);
        Assert.Equal(["a 0-10: 2"], job.Output);
        job.Restart();
        // Behind the split's own watermark: late, though it is the first that this life sees.
        job.Feed(0, 3);
        job.Complete();
        Assert.Equal(["a 0-10: 2", "a 20-30: 2"], job.Output);
    }

    [Fact]
    public void A_report_says_which_split_holds_a_window_back()
    {
        var job = new Job(static w => w.WithIdleness(Minutes(9)), parallelism: 2);
        job.Feed(0, 1, 35);
        job.Feed(1, 1, 5);
        job.Wait(1);

        var steps = job.Report.HeldBackBy("sums");

        Assert.Equal(2, steps.Count);
        Assert.Contains("window 'sums'", steps[0].Operators, StringComparison.Ordinal);
        Assert.Equal(At(5), steps[0].Watermark);
        Assert.Equal(new SplitTime("list-1", At(5), IsIdle: false, IsPaused: false), steps[1].Split);
        Assert.Contains("source 'events'", steps[1].Operators, StringComparison.Ordinal);
        Assert.Equal([At(35), At(5)], job.Report.Subtasks[^2].Inputs.Select(static input => input.Watermark!.Value).OrderDescending());
        Assert.Empty(job.Report.HeldBackBy("nothing"));

        job.Wait(15);
        Assert.All(job.Report.Subtasks.SelectMany(static subtask => subtask.Splits), static split => Assert.True(split.IsIdle));
        Assert.All(job.Report.Subtasks.SelectMany(static subtask => subtask.Inputs)
            .Where(static input => input.Watermark == At(35)), static input => Assert.True(input.IsIdle));
    }

    /// <summary>Half of the latest time, from the start on.</summary>
    private sealed class Half : WatermarkGenerator<Event>
    {
        private int _latest;

        protected internal override DateTimeOffset? Watermark => At(_latest / 2d);

        protected internal override void OnRecord(in Event record, DateTimeOffset eventTime) => _latest = Math.Max(_latest, record.Minute);
    }

    /// <summary>Two splits, windows of ten minutes behind a key.</summary>
    private sealed class Job
    {
        internal const int BatchRecords = 4;

        private readonly int[] _read = new int[2];
        private readonly HashSet<int> _completed = [];
        private readonly Feeds<Event> _source;
        private readonly JobDriver _driver;

        /// <param name="strategy">How watermarks follow.</param>
        /// <param name="parallelism">Of all but the windows.</param>
        /// <param name="isBounded">Whether splits stop coming.</param>
        /// <param name="answers">How long a call about each event takes, between the watermarks and the windows; null: none is
        /// made.</param>
        internal Job(
            Func<WatermarkStrategy<Event>, WatermarkStrategy<Event>> strategy, int parallelism, bool isBounded = true,
            Func<Event, TimeSpan>? answers = null)
        {
            _source = new Feeds<Event>(2) { IsBounded = isBounded };
            _driver = new JobDriver(
                job => Answered(job.From(_source, "events").WithWatermarks(static one => At(one.Minute), strategy), answers)
                    .Where(Count)
                    .KeyBy(static one => one.Key)
                    .Window(TumblingWindows.Of(Minutes(10))).Aggregate(WindowRun.Sum, "sums").WithParallelism(2)
                    .To(new MemorySink<string>(), "out"),
                new JobDriverOptions
                {
                    Parallelism = parallelism,
                    Start = Start,
                    Settings = new ActorStreamSettings
                    {
                        Buffers = new BufferSettings { BatchRecords = BatchRecords },
                        Checkpoint = new CheckpointSettings { Interval = TimeSpan.FromSeconds(5) },
                    },
                });
            _driver.Start();
        }

        internal IReadOnlyList<string> Output => [.. _driver.Committed<string>("out").Order(StringComparer.Ordinal)];

        internal WatermarkReport Report => WatermarkReport.Of(_driver.Job.Plan, _driver.Job.Metrics);

        internal void Feed(int split, params IReadOnlyList<int> minutes) =>
            Push(split, [.. minutes.Select(minute => new Event("a", minute, Split: split))]);

        internal void Push(int split, params Event[] events) => _source.Splits[split].Push(events);

        internal void Wait(double minutes)
        {
            _driver.Advance(Minutes(minutes));
            if (!_driver.HasEnded) _driver.Checkpoint();
        }

        internal void Complete(int split)
        {
            if (_completed.Add(split)) _source.Splits[split].Complete();
        }

        internal void Complete()
        {
            Complete(0);
            Complete(1);
            _driver.RunToEnd();
        }

        internal void Restart()
        {
            _driver.Crash();
            _driver.Start();
            _driver.Checkpoint();
        }

        internal int ReadFrom(int split) => _read[split];

        private static DataStream<Event> Answered(DataStream<Event> events, Func<Event, TimeSpan>? answers) =>
            answers is null ? events : events.SelectAsync(() => new Answer(answers), "answers");

        private bool Count(Event one)
        {
            _read[one.Split]++;
            return true;
        }
    }

    /// <summary>Answers each event by itself, after a while.</summary>
    private sealed class Answer(Func<Event, TimeSpan> after) : AsyncFunction<Event, Event>
    {
        private TimeProvider _time = TimeProvider.System;

        protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation)
        {
            _time = context.Time;
            return ValueTask.CompletedTask;
        }

        protected internal override async ValueTask<Event> InvokeAsync(Event record, CancellationToken cancellation)
        {
            await Task.Delay(after(record), _time, cancellation);
            return record;
        }
    }
}
