namespace ActorStream;

/// <summary>How an operator makes asynchronous calls.</summary>
public sealed record AsyncOptions
{
    /// <summary>In which order answers go out. Default: that of their records.</summary>
    public AsyncOrder Order { get; init; } = AsyncOrder.Ordered;

    /// <summary>
    /// Calls under way at once in each subtask, those included whose answers wait for others before them. At least 1; default 100. When
    /// there are as many, input waits.
    /// </summary>
    public int Capacity { get; init; } = 100;

    /// <summary>
    /// How long a record may take, from its first call on, all attempts together; then the call is cancelled and
    /// <see cref="AsyncFunction{TIn, TOut}.OnTimeout"/> answers. More than zero; null, the default: as long as it takes. Behind a key the
    /// next call of the key begins when the cancelled one has ended: one that does not heed its cancellation holds up its key.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether a call that failed is made again. Default: it is not.</summary>
    public AsyncRetry Retry { get; init; } = new() { Attempts = 1 };

    internal AsyncOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Retry.Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Retry.Backoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Retry.MaxBackoff, Retry.Backoff);
        if (Timeout is { } timeout)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        }

        return this;
    }
}

/// <summary>In which order the answers of asynchronous calls go out. A watermark never overtakes the records before it, nor they
/// it.</summary>
public enum AsyncOrder
{
    /// <summary>That of their records: an answer waits for those of the records before it.</summary>
    Ordered,

    /// <summary>As they come: less waiting.</summary>
    Unordered,
}

/// <summary>When a call that failed is made again.</summary>
public sealed record AsyncRetry
{
    /// <summary>How often a call is made at most, the first time included. At least 1; default 3.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Pause before the second attempt; doubled before each further one. Default 100 ms.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause. Default 10 s.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Which errors may pass by themselves; null, the default: any.</summary>
    public Func<Exception, bool>? When { get; init; }

    internal bool IsWorthwhile(int attempts, Exception error) => attempts < Attempts && (When is null || When(error));

    internal TimeSpan PauseAfter(int attempts) => GrowingPause.After(attempts, Backoff, MaxBackoff);
}
