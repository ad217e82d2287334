using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Api.Windows;

public sealed class TimeGuideTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<bool> Restores => [false, true];

    [Theory]
    [MemberData(nameof(Restores))]
    public void Means_slide_by_the_minute(bool restores)
    {
        using var run =
            OperatorHarness.Of((DataStream<Order> orders) => TimeGuide.Sliding(TimeGuide.Watermarks(orders)), Options(restores));
        run.Push(Of(10, 0));
        run.Push(Of(20, 2));
        run.EndInput();
        Assert.Equal(62, run.Output.Count);
        Assert.Equal(["ann 12:01 10", "ann 12:02 10", "ann 12:03 15"], run.Output.Take(3).Select(static one => one.Value));
        Assert.Equal("ann 13:02 20", run.Output[^1].Value);
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Medians_know_the_one_before(bool restores)
    {
        using var run =
            OperatorHarness.Of((DataStream<Order> orders) => TimeGuide.Medians(TimeGuide.Watermarks(orders)), Options(restores));
        foreach (var (amount, minute) in new[] { (10, 0), (50, 1), (20, 2), (7, 100) }) run.Push(Of(amount, minute));
        run.EndInput();
        Assert.Equal(["ann 13:00 20 after 0", "ann 14:00 7 after 20"], run.TakeOutput());
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Early_results_late_ones_and_what_comes_too_late(bool restores)
    {
        using var run = OperatorHarness.Of(
            (DataStream<Order> orders) =>
            {
                var (means, late) = TimeGuide.Early(TimeGuide.Watermarks(orders));
                return means.Union(late.Select(static order => $"late {order.Amount}"));
            },
            Options(restores));
        run.Push(Of(10, 5));
        run.AdvanceTime(TimeSpan.FromMinutes(1));
        Assert.Equal(["ann 13:00 10"], run.TakeOutput());
        run.Push(Of(20, 61));
        Assert.Equal(["ann 13:00 10"], run.TakeOutput());
        run.Push(Of(40, 6));
        Assert.Equal(["ann 13:00 25"], run.TakeOutput());
        run.Push(Of(20, 72));
        run.Push(Of(9, 6));
        Assert.Contains("late 9", run.TakeOutput());
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void A_visit_ends_with_its_last_click_or_with_silence(bool restores)
    {
        using var run = OperatorHarness.Of(
            (DataStream<Click> clicks) => TimeGuide.Visits(clicks.WithWatermarks(static click => click.Time, TimeSpan.Zero)),
            Options(restores));
        run.Push(new Click("ann", "a", Noon));
        run.Push(new Click("ann", "b", Noon.AddMinutes(1), IsLast: true));
        Assert.Equal([2], run.TakeOutput());
        run.Push(new Click("ann", "c", Noon.AddMinutes(100)));
        run.EndInput();
        Assert.Equal([1], run.TakeOutput());
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void What_is_open_of_a_day(bool restores)
    {
        using var run = OperatorHarness.Of(
            (DataStream<Order> orders, DataStream<Payment> payments) => TimeGuide.Paid(orders, payments), Options(restores));
        run.First.Push(new Order("1", "ann", 10, Noon), Noon);
        run.First.Push(new Order("2", "ann", 5, Noon), Noon);
        run.Second.Push(new Payment("1", 4), Noon);
        run.First.End();
        run.Second.End();
        Assert.Equal(["1 6", "2 5"], run.TakeOutput().Order(StringComparer.Ordinal));
    }

    private static OperatorHarnessOptions Options(bool restores) => new() { RestoreAfterEachCall = restores, Start = Noon };

    private static Order Of(decimal amount, int minute) => new("1", "ann", amount, Noon.AddMinutes(minute));
}
