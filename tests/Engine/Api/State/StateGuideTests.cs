using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Api.State;

public sealed class StateGuideTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<bool> Restores => [false, true];

    [Theory]
    [MemberData(nameof(Restores))]
    public void A_map_counts_by_product(bool restores)
    {
        using var harness = OperatorHarness.Of(
            (DataStream<Click> clicks) => clicks.KeyBy(click => click.Customer).Process(() => new Clicks(), "clicks"), Options(restores));
        harness.Push(new Click("ann", "tea", Noon));
        harness.Push(new Click("bob", "tea", Noon));
        harness.Push(new Click("ann", "milk", Noon));
        harness.Push(new Click("ann", "tea", Noon));
        Assert.Equal([("tea", 1), ("tea", 1), ("milk", 1), ("tea", 2)], harness.TakeOutput());
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void A_sorted_map_brings_readings_into_order(bool restores)
    {
        using var harness = OperatorHarness.Of(
            (DataStream<Reading> readings) => readings.KeyBy(reading => reading.Sensor)
                .Process(() => new InOrder(), "order"), Options(restores));
        foreach (var minute in new[] { 5, 1, 9, 3, 7 })
        {
            harness.Push(new Reading("a", minute, Noon.AddMinutes(minute)), Noon.AddMinutes(minute));
        }

        harness.PushWatermark(Noon.AddMinutes(5));
        Assert.Equal([1d, 3, 5], harness.TakeOutput().Select(reading => reading.Value));
        harness.EndInput();
        Assert.Equal([7d, 9], harness.TakeOutput().Select(reading => reading.Value));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void An_aggregate_gives_the_mean(bool restores)
    {
        using var harness = OperatorHarness.Of(
            (DataStream<Reading> readings) => readings.KeyBy(reading => reading.Sensor)
                .Process(() => new Means(), "means"), Options(restores));
        harness.Push(new Reading("a", 1, Noon));
        harness.Push(new Reading("b", 10, Noon));
        harness.Push(new Reading("a", 4, Noon));
        Assert.Equal([1, 10, 2.5], harness.TakeOutput());
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void A_visit_ends_half_an_hour_after_its_last_click(bool restores)
    {
        using var harness = OperatorHarness.Of(
            (DataStream<Click> clicks) => clicks.KeyBy(click => click.Customer).Process(() => new Visits(), "visits"), Options(restores));
        foreach (var minute in new[] { 0, 10, 39, 80 })
        {
            harness.Push(new Click("ann", "tea", Noon.AddMinutes(minute)), Noon.AddMinutes(minute));
        }

        Assert.Equal([("ann", 3)], harness.TakeOutput());
        harness.PushWatermark(Noon.AddMinutes(200));
        Assert.Equal([("ann", 1)], harness.TakeOutput());
    }

    [Fact]
    public void States_that_cannot_be_are_errors_when_the_job_is_built()
    {
        var error = Assert.Throws<JobGraphException>(() => OperatorHarness.Of(
            (DataStream<Click> clicks) => clicks.KeyBy(click => click.Customer).Process(() => new Unusable(), "unusable")));
        Assert.Contains("map key of state 'by weight'", error.Message, StringComparison.Ordinal);
        Assert.Contains("map key of state 'by click': 'Click' has no order to sort by", error.Message, StringComparison.Ordinal);
        Assert.Contains("state 'objects'", error.Message, StringComparison.Ordinal);
        Assert.Contains("state 'anything'", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, error.Problems.Count);
    }

    [Fact]
    public void A_name_stands_for_one_state_of_whatever_kind()
    {
        var states = new StateDeclarations();
        states.Map<int, int>("name");
        Assert.Throws<ArgumentException>(() => states.List<int>("name"));
        Assert.Throws<ArgumentException>(() => states.Reducing("name", Reducers.Sum));
        Assert.Throws<ArgumentException>(() => states.SortedMap<int, int>("name"));
        Assert.Throws<ArgumentException>(() => states.Aggregating("name", new Mean()));
        Assert.Throws<ArgumentException>(() => states.Value<int>("name"));
        Assert.Equal(StateKind.Map, Assert.Single(states.All).Kind);
    }

    private static OperatorHarnessOptions Options(bool restores) => new() { RestoreAfterEachCall = restores, Parallelism = 2 };

    private sealed class Unusable : KeyedProcessFunction<string, Click, int>
    {
        public Unusable()
        {
            MapState<double, int>("by weight");
            SortedMapState<Click, int>("by click");
            ListState<object>("objects");
            MapState<int, Action>("anything");
        }

        protected internal override void Process(in Click click, KeyedContext<string> context, Collector<int> output)
        {
        }
    }
}
