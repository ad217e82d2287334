using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Restart;

public sealed class RestartPolicyTests
{
    private static readonly RestartSettings Settings = new()
    {
        Attempts = 3, Window = S(100), Delay = S(1), MaxDelay = S(6), Multiplier = 2, Jitter = 0,
    };

    [Fact]
    public void None_never_restarts() => Assert.Null(Of(RestartStrategy.None).OnFailure(S(0), 0));

    [Fact]
    public void Fixed_delay_restarts_so_many_times()
    {
        var policy = Of(RestartStrategy.FixedDelay);

        Assert.Equal([S(1), S(1), S(1), null], Failures(policy, 0, 2, 4, 6));
        Assert.Contains("4 times", policy.WhyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_that_ran_for_the_window_starts_counting_anew()
    {
        Assert.Equal([S(1), S(1), S(1), S(1), null], Failures(Of(RestartStrategy.FixedDelay, attempts: 2), 0, 2, 103, 105, 107));
        Assert.Equal([S(1), S(2), S(1)], Failures(Of(RestartStrategy.Exponential), 0, 2, 104));
    }

    [Fact]
    public void Exponential_delay_grows_to_its_bound()
    {
        Assert.Equal([S(1), S(2), S(4), S(6), S(6)], Failures(Of(RestartStrategy.Exponential, attempts: null), 0, 1, 2, 3, 4));
        Assert.Equal(S(6), Failures(Of(RestartStrategy.Exponential, attempts: null), [.. Enumerable.Range(0, 3000)])[^1]);
    }

    [Fact]
    public void Jitter_is_the_random_part_of_the_delay()
    {
        var settings = Settings with { Strategy = RestartStrategy.Exponential, Jitter = 0.5 };

        Assert.Equal(S(0.5), RestartPolicy.Of(settings).OnFailure(S(0), ulong.MinValue));
        Assert.Equal(S(1.5), RestartPolicy.Of(settings).OnFailure(S(0), ulong.MaxValue));
        Assert.Equal(S(6), RestartPolicy.Of(settings with { Delay = S(6) }).OnFailure(S(0), ulong.MaxValue));
    }

    [Fact]
    public void Failure_rate_gives_up_only_when_failures_come_too_fast()
    {
        Assert.Equal([S(1), S(1), S(1), S(1), S(1)], Failures(Of(RestartStrategy.FailureRate), 0, 40, 80, 120, 160));
        Assert.Equal([S(1), S(1), S(1), null], Failures(Of(RestartStrategy.FailureRate), 0, 10, 20, 99));
    }

    [Fact]
    public void Attempts_may_be_unlimited() =>
        Assert.DoesNotContain(null, Failures(Of(RestartStrategy.FixedDelay, attempts: null), [.. Enumerable.Range(0, 500)]));

    private static RestartPolicy Of(RestartStrategy strategy) => RestartPolicy.Of(Settings with { Strategy = strategy });

    private static RestartPolicy Of(RestartStrategy strategy, int? attempts) =>
        RestartPolicy.Of(Settings with { Strategy = strategy, Attempts = attempts });

    private static List<TimeSpan?> Failures(RestartPolicy policy, params int[] atSeconds) =>
        [.. atSeconds.Select(at => policy.OnFailure(S(at), 0))];

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
