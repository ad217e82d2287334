using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Kit;

public sealed class JobDriverTests
{
    [Fact]
    public void Fed_records_are_committed_by_the_next_checkpoint()
    {
        var driver = Counting();
        driver.Start();
        driver.Source<FeedSource<string>>("words").Push("to", "be", "to");

        driver.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(driver.Committed<string>("out"));

        var checkpoint = driver.Checkpoint();
        Assert.Equal(["be 1", "to 1", "to 2"], driver.Committed<string>("out").Order());
        Assert.Equal([checkpoint], driver.Checkpoints);
        Assert.False(driver.HasEnded);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public void Crashed_job_goes_on_from_its_last_checkpoint(bool losesPower, int parallelismAfterwards)
    {
        var driver = Counting();
        driver.Start();
        var feed = driver.Source<FeedSource<string>>("words");
        feed.Push("to", "be");
        driver.Checkpoint();
        feed.Push("to");
        driver.Advance(TimeSpan.FromSeconds(1));

        if (losesPower) driver.LosePower();
        else driver.Crash();
        Assert.Throws<InvalidOperationException>(() => driver.Checkpoint());

        driver.Rescale(parallelismAfterwards);
        driver.Start();
        feed.Push("to");
        feed.Complete();
        driver.RunToEnd();

        Assert.True(driver.HasEnded);
        Assert.Equal(parallelismAfterwards, driver.Parallelism);
        Assert.Equal(["be 1", "to 1", "to 2", "to 3"], driver.Committed<string>("out").Order());
        Assert.Equal(0, driver.Restarts);
    }

    [Fact]
    public void Failure_restarts_the_job_and_shows()
    {
        var failures = 1;
        var driver = new JobDriver(job => job.From(new ListSource<int>([1, 2, 3]), "numbers")
            .Select(n => n == 2 && failures-- > 0 ? throw new InvalidDataException("once") : n)
            .To(new MemorySink<int>(), "out"));
        driver.Start();

        driver.RunUntil(() => driver.Restarts == 1);
        Assert.Equal("once", driver.LastFailure!.Message);

        driver.RunToEnd();
        Assert.Equal([1, 2, 3], driver.Committed<int>("out"));
        Assert.Single(driver.Checkpoints);
        Assert.Equal(0, driver.FailedCheckpoints);
    }

    [Fact]
    public void Job_that_fails_for_good_throws_its_error()
    {
        var driver = new JobDriver(
            static job => job.From(new ListSource<int>([0]), "numbers").Select(static n => 1 / n)
                .To(new MemorySink<int>(), "out"),
            new JobDriverOptions
            {
                Settings = new ActorStreamSettings { Restart = new RestartSettings { Strategy = RestartStrategy.None } },
            });
        driver.Start();

        Assert.Throws<DivideByZeroException>(driver.RunToEnd);
    }

    [Fact]
    public void Job_without_an_end_is_stopped_or_times_out()
    {
        var driver = Counting();
        driver.Start();
        driver.Source<FeedSource<string>>("words").Push("to");

        var late = Assert.Throws<TimeoutException>(driver.RunToEnd);
        Assert.Contains("01:00:00", late.Message, StringComparison.Ordinal);

        driver.Stop();
        Assert.True(driver.HasEnded);
        Assert.Equal(["to 1"], driver.Committed<string>("out"));
    }

    [Fact]
    public void Files_are_put_on_the_disk_and_read_from_it()
    {
        var driver = new JobDriver(static job => job.From(TextFile.ReadLines("/in"), "lines").Select(static line => line.ToUpperInvariant())
            .To(TextFile.ExactlyOnce("/out"), "out"));
        driver.Files.Write("/in/a.txt", "to\nbe\n");
        driver.Files.Write("/in/b.txt", "or not\n");
        driver.Start();
        driver.RunToEnd();

        Assert.Equal(["BE", "OR NOT", "TO"], driver.Files.List("/out").SelectMany(driver.Files.ReadLines).Order());
        Assert.True(driver.Files.Delete("/in/a.txt"));
        Assert.Throws<FileNotFoundException>(() => driver.Files.ReadText("/in/a.txt"));
    }

    [Fact]
    public void Clock_of_the_job_is_the_tests()
    {
        var driver = new JobDriver(
            static job => job.From(new FeedSource<string>(), "names").KeyBy(static name => name)
                .Process(static () => new Reminder(), "reminder").To(new MemorySink<string>(), "out"),
            new JobDriverOptions
            {
                Settings = new ActorStreamSettings { Checkpoint = new CheckpointSettings { Interval = TimeSpan.FromMinutes(7) } },
            });
        driver.Start();
        driver.Source<FeedSource<string>>("names").Push("ann");

        driver.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(driver.Committed<string>("out"));

        driver.Advance(TimeSpan.FromMinutes(2));
        driver.Checkpoint();
        Assert.Equal(["ann"], driver.Committed<string>("out"));
    }

    [Fact]
    public void Wrong_uid_or_class_is_named()
    {
        var driver = Counting();
        Assert.Contains("'out'", Assert.Throws<ArgumentException>(() => driver.Committed<int>("out")).Message, StringComparison.Ordinal);
        Assert.Contains("out", Assert.Throws<ArgumentException>(() => driver.Committed<string>("oui")).Message, StringComparison.Ordinal);
    }

    private static JobDriver Counting() => new(static job => job.From(new FeedSource<string>(), "words").KeyBy(static word => word)
        .Process(static () => new Count(), "count").To(new MemorySink<string>(), "out"));

    private sealed class Count : KeyedProcessFunction<string, string, string>
    {
        private readonly ValueState<int> _count;

        public Count() => _count = ValueState<int>("count");

        protected internal override void Process(in string word, KeyedContext<string> context, Collector<string> output) =>
            output.Emit($"{word} {++_count.Ref}");
    }

    private sealed class Reminder : KeyedProcessFunction<string, string, string>
    {
        protected internal override void Process(in string name, KeyedContext<string> context, Collector<string> output) =>
            context.SetTimer(context.ProcessingTime.AddHours(1), TimerClock.ProcessingTime);

        protected internal override void OnTimer(FiredTimer timer, KeyedContext<string> context, Collector<string> output) =>
            output.Emit(context.Key);
    }
}
