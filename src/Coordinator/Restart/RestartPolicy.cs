using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>Decides after each failure whether and when the job starts again. Times are those of a clock that never goes back.</summary>
internal abstract class RestartPolicy
{
    internal static RestartPolicy Of(RestartSettings settings) => settings.Strategy switch
    {
        RestartStrategy.Exponential => new ExponentialDelay(settings),
        RestartStrategy.FixedDelay => new FixedDelay(settings),
        RestartStrategy.FailureRate => new FailureRate(settings),
        RestartStrategy.None => new NeverRestart(),
        var other => throw new InvariantViolatedException($"There is no restart policy for strategy {other}."),
    };

    /// <summary>The job has failed.</summary>
    /// <param name="now">Time since the coordinator started.</param>
    /// <param name="random">Random bits, for jitter.</param>
    /// <returns>How long to wait before it starts again; null: it does not.</returns>
    internal abstract TimeSpan? OnFailure(TimeSpan now, ulong random);

    /// <summary>Why the job does not start again, in words that follow "gave up:".</summary>
    internal abstract string WhyNot { get; }
}

/// <summary>The first failure fails the job.</summary>
internal sealed class NeverRestart : RestartPolicy
{
    internal override string WhyNot => "the restart strategy is 'none'";

    internal override TimeSpan? OnFailure(TimeSpan now, ulong random) => null;
}
