using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

public sealed class AsyncStageTests
{
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <param name="Name">What to answer.</param>
    /// <param name="Millis">After how long.</param>
    /// <param name="Failures">How often the call fails before.</param>
    public readonly record struct Question(string Name, int Millis, int Failures = 0);

    [Fact]
    public void Answers_keep_the_order_of_their_records()
    {
        using var harness = Asking(new AsyncOptions());
        harness.PushAll([new Question("slow", 30), new Question("quick", 10)]);

        harness.AdvanceTime(TimeSpan.FromMilliseconds(20));
        Assert.Empty(harness.Output);

        harness.AdvanceTime(TimeSpan.FromMilliseconds(10));
        Assert.Equal(["slow", "quick"], harness.TakeOutput());
    }

    [Fact]
    public void Unordered_answers_come_as_they_come_but_pass_no_watermark()
    {
        using var harness = Asking(new AsyncOptions { Order = AsyncOrder.Unordered });
        harness.PushAll([new Question("slow", 30), new Question("quick", 10)], static _ => Noon);
        harness.PushWatermark(Noon);
        harness.Push(new Question("behind", 1), Noon.AddHours(1));
        harness.PushWatermark(Noon.AddHours(1));

        harness.AdvanceTime(TimeSpan.FromMilliseconds(20));
        Assert.Equal([new OutputRecord<string>("quick", Noon)], harness.Output);
        Assert.Null(harness.Watermark);

        harness.AdvanceTime(TimeSpan.FromMilliseconds(10));
        Assert.Equal(["quick", "slow", "behind"], harness.TakeOutput());
        Assert.Equal(Noon.AddHours(1), harness.Watermark);
    }

    [Fact]
    public void No_more_calls_are_under_way_than_there_is_capacity_for()
    {
        var calls = new Calls();
        using var harness = Asking(new AsyncOptions { Capacity = 3 }, calls);

        harness.PushAll(Enumerable.Range(0, 10).Select(static i => new Question($"{i}", 10)));
        Assert.Equal(3, calls.Now);
        harness.AdvanceTime(TimeSpan.FromMilliseconds(200));

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i}"), harness.TakeOutput());
        Assert.Equal(3, calls.Most);
    }

    [Theory]
    [InlineData(AsyncOrder.Ordered, 1)]
    [InlineData(AsyncOrder.Unordered, 2)]
    public void Calls_under_way_are_made_again_after_a_restore_and_answers_come_once(AsyncOrder order, int parallelism)
    {
        var calls = new Calls();
        using var harness = Asking(new AsyncOptions { Order = order, Capacity = 2 }, calls);
        harness.PushAll([new Question("a", 10), new Question("b", 40)], static _ => Noon);
        harness.AdvanceTime(TimeSpan.FromMilliseconds(20));
        Assert.Equal(["a"], harness.TakeOutput());

        var snapshot = harness.Snapshot();
        harness.AdvanceTime(TimeSpan.FromMilliseconds(20));
        Assert.Equal(["b"], harness.TakeOutput());
        harness.Restore(snapshot, parallelism);
        harness.AdvanceTime(TimeSpan.FromMilliseconds(100));

        Assert.Equal([new OutputRecord<string>("b", Noon)], harness.Output);
        Assert.Equal(["a", "b", "b"], calls.Made.Order());
    }

    [Fact]
    public void A_barrier_does_not_wait_for_answers_and_the_end_does()
    {
        using var harness = Asking(new AsyncOptions());
        harness.Push(new Question("a", 10));
        harness.Snapshot();
        harness.EndInput();
        Assert.False(harness.HasEnded);

        harness.AdvanceTime(TimeSpan.FromMilliseconds(10));

        Assert.True(harness.HasEnded);
        Assert.Equal(["a"], harness.TakeOutput());
        Assert.Equal(DateTimeOffset.MaxValue, harness.Watermark);
    }

    [Fact]
    public void Failed_calls_are_made_again_with_growing_pauses()
    {
        var options = new AsyncOptions { Retry = new AsyncRetry { Attempts = 3, Backoff = TimeSpan.FromMilliseconds(100) } };
        var calls = new Calls();
        using var harness = Asking(options, calls);
        harness.Push(new Question("a", 0, Failures: 2));

        harness.AdvanceTime(TimeSpan.FromMilliseconds(299));
        Assert.Equal(2, calls.Made.Count);
        Assert.Empty(harness.Output);
        harness.AdvanceTime(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["a"], harness.TakeOutput());
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(1, true)]
    public void A_call_that_keeps_failing_or_fails_for_good_fails_the_operator(int failures, bool isForGood)
    {
        var options = new AsyncOptions
        {
            Retry = new AsyncRetry { Attempts = 3, Backoff = TimeSpan.FromMilliseconds(1), When = isForGood ? static _ => false : null },
        };
        using var harness = Asking(options);

        var error = Assert.ThrowsAny<Exception>(() =>
        {
            harness.Push(new Question("a", 0, failures));
            harness.AdvanceTime(TimeSpan.FromMilliseconds(10));
        });

        Assert.Contains("'ask': the call for a record failed", error.Message, StringComparison.Ordinal);
        Assert.Contains("no answer to a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_takes_too_long_is_cancelled_and_answered_without()
    {
        var calls = new Calls();
        using var harness = OperatorHarness.Of(
            (DataStream<Question> questions) => questions.SelectAsync(
                () => new Patient(calls),
                "ask",
                new AsyncOptions { Timeout = TimeSpan.FromMilliseconds(50), Retry = new AsyncRetry { Backoff = TimeSpan.FromSeconds(1) } }));
        harness.Push(new Question("slow", 1000));
        harness.AdvanceTime(TimeSpan.FromMilliseconds(20));
        harness.PushAll([new Question("quick", 10), new Question("fails", 0, 1)]);

        harness.AdvanceTime(TimeSpan.FromMilliseconds(29));
        Assert.Empty(harness.Output);
        harness.AdvanceTime(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["nothing for slow", "quick"], harness.TakeOutput());
        harness.AdvanceTime(TimeSpan.FromMilliseconds(20));
        Assert.Equal(["nothing for fails"], harness.TakeOutput());

        harness.AdvanceTime(TimeSpan.FromSeconds(5));
        Assert.Empty(harness.Output);
        Assert.Equal(0, calls.Now);
    }

    [Fact]
    public void Without_an_answer_to_a_time_out_the_operator_fails()
    {
        using var harness = Asking(new AsyncOptions { Timeout = TimeSpan.FromMilliseconds(5) });
        harness.Push(new Question("slow", 1000));

        var error = Assert.ThrowsAny<Exception>(() => harness.AdvanceTime(TimeSpan.FromMilliseconds(5)));

        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Contains("no answer in time for: Question { Name = slow", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AsyncOrder.Ordered)]
    [InlineData(AsyncOrder.Unordered)]
    public void What_fails_goes_where_the_policy_says_and_the_others_go_on(AsyncOrder order)
    {
        var failed = new SideOutput<FailedRecord>("failed");
        var options = new AsyncOptions
        {
            Order = order,
            Timeout = TimeSpan.FromMilliseconds(50),
            Retry = new AsyncRetry { Attempts = 2, Backoff = TimeSpan.FromMilliseconds(1) },
        };
        using var harness = OperatorHarness.Of((DataStream<Question> questions) =>
        {
            var answers = questions.SelectAsync(() => new Ask(new Calls()), "ask", options).OnError(ErrorPolicy.SideOutput(failed));
            return answers.Union(answers.SideOutput(failed).Select(static one => $"{one.Operator} {one.Error} at {one.EventTime:HH:mm}"));
        });
        harness.PushAll(
            [new Question("a", 10), new Question("fails", 1, 9), new Question("slow", 1000), new Question("b", 20)], static _ => Noon);
        harness.PushWatermark(Noon);

        harness.AdvanceTime(TimeSpan.FromMilliseconds(49));
        Assert.Null(harness.Watermark);
        harness.AdvanceTime(TimeSpan.FromMilliseconds(1));

        Assert.Equal(
            ["a", "ask IOException at 12:00", "ask TimeoutException at 12:00", "b"], harness.TakeOutput().Order(StringComparer.Ordinal));
        Assert.Equal(Noon, harness.Watermark);
    }

    [Fact]
    public void Behind_a_key_a_call_that_fails_lets_the_next_one_go()
    {
        using var harness = OperatorHarness.Of(static (DataStream<Question> questions) =>
            questions.KeyBy(static question => question.Name[0]).SelectAsync(static () => new Ask(new Calls()), "ask").OnError(ErrorPolicy.Skip));

        harness.PushAll([new Question("a1", 1, 9), new Question("a2", 1)]);
        harness.AdvanceTime(TimeSpan.FromMilliseconds(5));

        Assert.Equal(["a2"], harness.TakeOutput());
    }

    [Fact]
    public void Behind_a_key_the_next_call_waits_for_one_that_was_given_up_to_end()
    {
        var calls = new Calls();
        using var harness = OperatorHarness.Of((DataStream<Question> questions) => questions.KeyBy(static question => question.Name[0])
            .SelectAsync(() => new Deaf(calls), "ask", new AsyncOptions { Timeout = TimeSpan.FromMilliseconds(50), Capacity = 3 }));
        harness.PushAll([new Question("a1", 80), new Question("a2", 10), new Question("b1", 10)]);

        harness.AdvanceTime(TimeSpan.FromMilliseconds(50));
        Assert.Equal(["b1", "nothing for a1"], harness.TakeOutput().Order());
        harness.AdvanceTime(TimeSpan.FromMilliseconds(29));
        Assert.Equal(["a1", "b1"], calls.Made.Order());
        harness.AdvanceTime(TimeSpan.FromMilliseconds(11));
        Assert.Equal(["a2"], harness.TakeOutput());

        harness.Push(new Question("a3", 1));
        harness.AdvanceTime(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a3"], harness.TakeOutput());
    }

    [Fact]
    public void Behind_a_key_a_record_given_up_between_two_attempts_holds_nothing_up()
    {
        var options = new AsyncOptions { Timeout = TimeSpan.FromMilliseconds(50), Retry = new AsyncRetry { Backoff = TimeSpan.FromSeconds(1) } };
        using var harness = OperatorHarness.Of((DataStream<Question> questions) => questions.KeyBy(static question => question.Name[0])
            .SelectAsync(() => new Patient(new Calls()), "ask", options));
        harness.PushAll([new Question("a1", 1, 1), new Question("a2", 1)]);

        harness.AdvanceTime(TimeSpan.FromMilliseconds(51));

        Assert.Equal(["nothing for a1", "a2"], harness.TakeOutput());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Behind_a_key_calls_wait_for_those_of_their_key_also_after_a_restore_at_another_parallelism(bool restores)
    {
        var calls = new Calls();
        using var harness = OperatorHarness.Of(
            (DataStream<Question> questions) => questions.KeyBy(static question => question.Name[0]).SelectAsync(() => new Ask(calls), "ask"));
        harness.PushAll(
            [new Question("a1", 30), new Question("b1", 20), new Question("a2", 1), new Question("b2", 1), new Question("c1", 5)]);
        Assert.Equal(3, calls.Now);

        if (restores) harness.Restore(harness.Snapshot(), parallelism: 3);
        harness.AdvanceTime(TimeSpan.FromMilliseconds(100));

        var output = harness.TakeOutput();
        Assert.Equal(["a1", "a2", "b1", "b2", "c1"], output.Order());
        Assert.All(["a", "b"], key => Assert.Contains(key + "1", output.TakeWhile(one => one != key + "2")));
        Assert.Equal(restores ? 8 : 5, calls.Made.Count);
    }

    [Fact]
    public void Lookup_join_makes_a_record_of_both()
    {
        using var harness = OperatorHarness.Of(static (DataStream<int> numbers) => numbers.LookupJoin(
            static async (n, _) =>
            {
                // As a call that has no answer at once: what goes on behind it runs where the host says.
                await Task.Yield();
                return n == 2 ? null : $"name {n}";
            },
            static (n, name) => $"{n}: {name ?? "unknown"}", "names"));

        harness.PushAll([1, 2, 3]);

        Assert.Equal(["1: name 1", "2: unknown", "3: name 3"], harness.TakeOutput());
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Asking(new AsyncOptions { Capacity = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Asking(new AsyncOptions { Timeout = TimeSpan.Zero }));
    }

    private static OperatorHarness<Question, string> Asking(AsyncOptions options, Calls? calls = null) => OperatorHarness.Of(
        (DataStream<Question> questions) => questions.SelectAsync(() => new Ask(calls ?? new Calls()), "ask", options));

    /// <summary>What a test sees of the calls.</summary>
    private sealed class Calls
    {
        internal List<string> Made { get; } = [];

        internal int Now { get; set; }

        internal int Most { get; set; }
    }

    private class Ask(Calls calls) : AsyncFunction<Question, string>
    {
        private TimeProvider _time = TimeProvider.System;

        protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation)
        {
            _time = context.Time;
            calls.Now = 0;
            return ValueTask.CompletedTask;
        }

        protected internal override async ValueTask<string> InvokeAsync(Question record, CancellationToken cancellation)
        {
            calls.Made.Add(record.Name);
            calls.Most = Math.Max(calls.Most, ++calls.Now);
            try
            {
                if (record.Millis > 0) await Task.Delay(TimeSpan.FromMilliseconds(record.Millis), _time, cancellation);
                return calls.Made.Count(one => one == record.Name) > record.Failures
                    ? record.Name
                    : throw new IOException($"no answer to {record.Name}");
            }
            finally
            {
                calls.Now--;
            }
        }
    }

    /// <summary>Does not heed its cancellation.</summary>
    private sealed class Deaf(Calls calls) : Ask(calls)
    {
        protected internal override ValueTask<string> InvokeAsync(Question record, CancellationToken cancellation) =>
            base.InvokeAsync(record, CancellationToken.None);

        protected internal override string OnTimeout(Question record) => $"nothing for {record.Name}";
    }

    private sealed class Patient(Calls calls) : Ask(calls)
    {
        protected internal override string OnTimeout(Question record) => $"nothing for {record.Name}";
    }
}
