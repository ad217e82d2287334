using ActorStream.Actors.Hosts;
using ActorStream.Coordinator;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// The times of an explored job, chosen so that a timer's delay tells what it is. The next round, the timeout of a round and the retry of
/// an append may come at any moment, however long everything else takes; all others repeat what was said, and matter when nothing else is
/// left to do.
/// </summary>
internal static class Times
{
    private static readonly TimeSpan Interval = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    internal static ActorStreamSettings SettingsOf(Scope scope) => new()
    {
        Checkpoint = new CheckpointSettings { Interval = Interval, Timeout = TimeSpan.FromTicks(20), MaxConcurrent = scope.Concurrent },
        Restart = new RestartSettings { Strategy = RestartStrategy.FixedDelay, Attempts = 10, Delay = Slow },
        Control = new ControlSettings { ResendInterval = Slow, HeartbeatInterval = 3 * Slow, Lease = 20 * Slow },
        Buffers = new BufferSettings { BatchRecords = 4, FlushTimeout = Slow },
    };

    internal static bool IsTimeout(PendingStep pending) => pending.Step.About is TimerNode { Key: PendingCheckpoint };

    internal static bool IsNextRound(PendingStep pending) => pending.IsTimer && !IsTimeout(pending) && pending.Delay <= Interval;

    /// <summary>Of an append: the only time between the early and the slow ones.</summary>
    internal static bool IsRetry(PendingStep pending) => pending.IsTimer && pending.Delay >= Retry && pending.Delay < Slow;

    /// <summary>The timer that is due first, of those that are not early ones.</summary>
    internal static PendingStep? NextSlow(List<PendingStep> enabled) => enabled
        .Where(static pending => pending.IsTimer && pending.Delay >= Slow)
        .MinBy(static pending => (Rounded(pending.DueTicks), pending.Label), Comparer<(long, string)>.Create(
            static (one, other) => one.Item1 != other.Item1
                ? one.Item1.CompareTo(other.Item1)
                : string.CompareOrdinal(one.Item2, other.Item2)));

    /// <summary>To milliseconds: by less than that, times differ only by which of the early timers came first.</summary>
    internal static long Rounded(long ticks) => ticks / TimeSpan.TicksPerMillisecond;
}
