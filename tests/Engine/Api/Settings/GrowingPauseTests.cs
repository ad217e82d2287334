using Xunit;

namespace ActorStream.Tests.Engine.Api.Settings;

public sealed class GrowingPauseTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Grows_to_its_bound_and_stays_there_however_many_failures_there_are()
    {
        Assert.Equal([1, 2, 4, 6, 6], Enumerable.Range(1, 5)
            .Select(failures => GrowingPause.After(failures, Second, 6 * Second).TotalSeconds));
        Assert.Equal(6 * Second, GrowingPause.After(100, Second, 6 * Second));
        Assert.Equal(6 * Second, GrowingPause.After(long.MaxValue, Second, 6 * Second));
        Assert.Equal(TimeSpan.Zero, GrowingPause.After(5000, TimeSpan.Zero, 6 * Second));
    }

    [Fact]
    public void A_call_may_be_tried_again_for_as_long_as_is_wished()
    {
        var retry = new AsyncRetry { Attempts = 10_000, MaxBackoff = 3 * Second };
        Assert.Equal([0.1, 0.2, 0.4, 3], new[] { 1, 2, 3, 9_999 }.Select(attempt => retry.PauseAfter(attempt).TotalSeconds));
    }
}
