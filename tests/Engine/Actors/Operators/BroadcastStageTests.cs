using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

public sealed class BroadcastStageTests
{
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public readonly record struct Order(string Customer, int Amount);

    public readonly record struct Limit(string Name, int Most);

    [Fact]
    public void Watermark_is_the_lesser_of_both_inputs_and_an_input_that_ended_holds_nothing_back()
    {
        using var harness = Limited();

        harness.First.PushWatermark(Noon.AddHours(2));
        Assert.Null(harness.Watermark);

        harness.Second.PushWatermark(Noon.AddHours(1));
        Assert.Equal(Noon.AddHours(1), harness.Watermark);

        harness.Second.PushWatermark(Noon.AddHours(3));
        Assert.Equal(Noon.AddHours(2), harness.Watermark);

        harness.Second.End();
        harness.First.PushWatermark(Noon.AddHours(4));
        Assert.Equal(Noon.AddHours(4), harness.Watermark);
        Assert.False(harness.HasEnded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Input_is_over_when_both_have_ended(bool firstEndsFirst)
    {
        using var harness = Limited();
        harness.Second.Push(new Limit("all", 5), Noon);
        harness.First.Push(new Order("ann", 3), Noon);

        if (firstEndsFirst) harness.First.End();
        else harness.Second.End();
        Assert.False(harness.HasEnded);
        Assert.Equal(["ann 3 of 5"], harness.TakeOutput());

        if (firstEndsFirst) harness.Second.Push(new Limit("more", 9), Noon);
        else harness.First.Push(new Order("ann", 4), Noon);
        harness.Snapshot();
        if (firstEndsFirst) harness.Second.End();
        else harness.First.End();

        Assert.True(harness.HasEnded);
        Assert.Equal(DateTimeOffset.MaxValue, harness.Watermark);
        Assert.Contains(harness.TakeOutput(), static line => line == "ann closes");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Keyed_function_has_state_and_timers_of_its_key_and_reads_what_was_broadcast(int parallelism, bool restores)
    {
        using var harness = Limited(new OperatorHarnessOptions { Parallelism = parallelism, RestoreAfterEachCall = restores });
        harness.First.Push(new Order("ann", 1), Noon);
        harness.Second.Push(new Limit("all", 5), Noon);
        harness.First.PushAll([new Order("ann", 3), new Order("bob", 7), new Order("ann", 4)], static _ => Noon);

        Assert.Equal(["ann 1 of 0", "ann 4 of 5", "ann 8 of 5", "bob 7 of 5"], harness.TakeOutput().Order(StringComparer.Ordinal));

        harness.Second.Push(new Limit("all", 9), Noon);
        // A restore keeps the operator's watermark, and the inputs begin anew.
        if (restores) return;
        harness.First.PushWatermark(Noon.AddHours(1));
        Assert.Empty(harness.Output);
        harness.Second.PushWatermark(Noon.AddHours(1));
        Assert.Equal(["ann closes", "bob closes"], harness.TakeOutput().Order());
    }

    [Fact]
    public void Keyed_state_throws_where_there_is_no_key()
    {
        using var harness = Limited();

        Assert.Throws<InvalidOperationException>(() => harness.Second.Push(new Limit("touch", 1)));
    }

    [Fact]
    public void What_is_emitted_of_a_broadcast_record_has_its_event_time()
    {
        using var harness = Limited();

        harness.Second.Push(new Limit("echo", 1), Noon.AddHours(7));

        Assert.Equal(new OutputRecord<string>($"echo at {Noon.AddHours(7):O}", Noon.AddHours(7)), Assert.Single(harness.Output));
    }

    private static OperatorHarness<Order, Limit, string> Limited(OperatorHarnessOptions? options = null) => OperatorHarness.Of(
        static (DataStream<Order> orders, DataStream<Limit> limits) =>
            orders.KeyBy(static order => order.Customer).Connect(limits.Broadcast()).Process(static () => new Totals(), "totals"),
        options);

    private sealed class Totals : KeyedBroadcastProcessFunction<string, Order, Limit, string>
    {
        private readonly ValueState<int> _total;
        private readonly BroadcastState<string, int> _limits;

        internal Totals() => (_total, _limits) = (ValueState<int>("total"), BroadcastState<string, int>("limits"));

        protected internal override void Process(in Order record, KeyedContext<string> context, Collector<string> output)
        {
            _limits.TryGet("all", out var limit);
            _total.Ref += record.Amount;
            output.Emit($"{context.Key} {_total.Ref} of {limit}");
            context.SetTimer(Noon.AddMinutes(1));
        }

        protected internal override void ProcessBroadcast(in Limit record, BroadcastContext context, Collector<string> output)
        {
            if (record.Name == "touch") _total.Set(1);
            if (record.Name == "echo") output.Emit($"echo at {context.EventTime:O}");
            context.Set(_limits, record.Name, record.Most);
        }

        protected internal override void OnTimer(FiredTimer timer, KeyedContext<string> context, Collector<string> output) =>
            output.Emit($"{context.Key} closes");
    }
}
