using ActorStream.Actors;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

/// <summary>State with a time to live, in functions behind a key.</summary>
public sealed class StateExpiryTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StateTtl Hour = StateTtl.After(TimeSpan.FromHours(1));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Expired_values_are_handled_as_the_watermark_passes(bool restores)
    {
        using var harness = Sessions(Hour.InEventTime(), new OperatorHarnessOptions { RestoreAfterEachCall = restores, Parallelism = 2 });
        harness.Push("ann", Noon);
        harness.Push("ann", Noon.AddMinutes(50));
        harness.Push("bob", Noon.AddMinutes(55));
        harness.PushWatermark(Noon.AddMinutes(100));
        Assert.Empty(harness.TakeOutput());
        harness.PushWatermark(Noon.AddMinutes(114));
        Assert.Equal(["ann: 2"], harness.TakeOutput());
        harness.Push("bob", Noon.AddMinutes(115));
        Assert.Equal(["bob: 1"], harness.TakeOutput());
        harness.EndInput();
        Assert.Equal(["bob: 1"], harness.TakeOutput());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Expired_values_are_handled_as_the_clock_goes_on(bool restores)
    {
        using var harness = Sessions(Hour, new OperatorHarnessOptions { RestoreAfterEachCall = restores, Start = Noon });
        harness.Push("ann");
        harness.AdvanceTime(TimeSpan.FromMinutes(30));
        harness.Push("ann");
        harness.AdvanceTime(TimeSpan.FromMinutes(59));
        Assert.Empty(harness.TakeOutput());
        harness.AdvanceTime(TimeSpan.FromMinutes(1));
        harness.Push("ann");
        Assert.Equal(["ann: 2"], harness.TakeOutput());
        harness.AdvanceTime(TimeSpan.FromMinutes(64));
        Assert.Equal(["ann: 1"], harness.TakeOutput());
        harness.AdvanceTime(TimeSpan.FromHours(10));
        Assert.Empty(harness.TakeOutput());
    }

    [Fact]
    public void Timers_and_expiry_come_in_the_order_of_time_however_the_watermark_goes()
    {
        var minutes = Enumerable.Range(0, 200).ToArray();
        var step = Run(minutes);
        Assert.Equal(step, Run([30, 110, 199]));
        Assert.Equal(step, Run([199]));
        Assert.Equal(10 + 10 + 10, step.Count);
        Assert.Contains("k0 expired", step);
        Assert.Contains("k0 timer sees none", step);
        Assert.Contains("k0 timer sees k0", step);

        static List<string> Run(int[] watermarks)
        {
            using var harness = OperatorHarness.Of((DataStream<string> names) => names.KeyBy(name => name).Process(() => new Watch(), "watch"));
            for (var i = 0; i < 10; i++)
            {
                harness.Push($"k{i}", Noon.AddMinutes(i));
            }

            foreach (var minute in watermarks)
            {
                harness.PushWatermark(Noon.AddMinutes(minute));
            }

            return [.. harness.TakeOutput()];
        }
    }

    [Fact]
    public void A_time_to_live_is_added_to_a_job_and_taken_away()
    {
        using var without = Sessions(null);
        without.Push("ann", Noon);
        without.PushWatermark(Noon.AddHours(10));
        var snapshot = without.Snapshot();

        using var with = Sessions(Hour.InEventTime(), new OperatorHarnessOptions { RestoreFrom = snapshot });
        with.PushWatermark(Noon.AddHours(10).AddMinutes(59));
        Assert.Empty(with.Output);
        var later = with.Snapshot();
        with.PushWatermark(Noon.AddHours(12));
        Assert.Equal(["ann: 1"], with.TakeOutput());

        using var again = Sessions(null, new OperatorHarnessOptions { RestoreFrom = later });
        again.EndInput();
        Assert.Empty(again.Output);
    }

    [Fact]
    public void An_operator_actor_has_state_that_expires()
    {
        using var harness = OperatorHarness.Of((DataStream<string> names) => names.KeyBy(name => name)
            .Via<string, string, string>(Props.Create(() => new SessionActor()), "sessions"));
        harness.Push("ann", Noon);
        harness.EndInput();
        Assert.Equal(["ann 1"], harness.TakeOutput());
    }

    [Fact]
    public void What_never_expires_has_no_handler()
    {
        var error = Assert.Throws<ArgumentException>(() => new Handled());
        Assert.Contains("State 'plain' has no time to live", error.Message, StringComparison.Ordinal);
    }

    private static OperatorHarness<string, string> Sessions(StateTtl? ttl, OperatorHarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<string> names) => names.KeyBy(name => name).Process(() => new CountSessions(ttl), "sessions"), options);

    private sealed class CountSessions : KeyedProcessFunction<string, string, string>
    {
        private readonly ReducingState<long> _count;

        public CountSessions(StateTtl? ttl)
        {
            _count = ReducingState("count", Reducers.Sum, ttl: ttl);
            if (ttl is not null)
            {
                OnExpiry(_count, (count, context, output) => output.Emit($"{context.Key}: {count}"));
            }
        }

        protected internal override void Process(in string name, KeyedContext<string> context, Collector<string> output) => _count.Add(1);
    }

    /// <summary>Looks at its state 30 and 90 minutes after each record, and is told when it expires.</summary>
    private sealed class Watch : KeyedProcessFunction<string, string, string>
    {
        private readonly ValueState<string> _name;

        public Watch()
        {
            _name = ValueState<string>("name", ttl: Hour.InEventTime());
            OnExpiry(_name, (name, context, output) => output.Emit($"{name} expired"));
        }

        protected internal override void Process(in string name, KeyedContext<string> context, Collector<string> output)
        {
            _name.Set(name);
            context.SetTimer(context.EventTime!.Value.AddMinutes(30));
            context.SetTimer(context.EventTime!.Value.AddMinutes(90));
        }

        protected internal override void OnTimer(FiredTimer timer, KeyedContext<string> context, Collector<string> output) =>
            output.Emit($"{context.Key} timer sees {(_name.TryGet(out var name) ? name : "none")}");
    }

    private sealed class SessionActor : KeyedOperatorActor<string, string, string>
    {
        private readonly MapState<string, int> _seen;

        public SessionActor()
        {
            _seen = MapState<string, int>("seen", ttl: Hour.InEventTime());
            OnExpiry(_seen, (entry, _, output) => output.Emit($"{entry.Key} {entry.Value}"));
        }

        protected internal override void OnRecord(in string name, KeyedContext<string> context, Collector<string> output) =>
            _seen[name] = _seen.TryGet(name, out var times) ? times + 1 : 1;
    }

    private sealed class Handled : KeyedProcessFunction<string, string, string>
    {
        public Handled() => OnExpiry(ValueState<int>("plain"), (_, _, _) => { });

        protected internal override void Process(in string name, KeyedContext<string> context, Collector<string> output)
        {
        }
    }
}
