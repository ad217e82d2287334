namespace ActorStream.Backends;

/// <summary>The clock a timer follows. The numbers are part of the snapshot format: never renumber.</summary>
internal enum TimerKind
{
    EventTime = 1,
    ProcessingTime = 2,

    /// <summary>The engine's own, for state that expires in event time.</summary>
    EventTimeExpiry = 3,

    /// <summary>The engine's own, for state that expires in processing time.</summary>
    ProcessingTimeExpiry = 4,
}

/// <summary>Timers of one kind, one per key and time (UTC ticks).</summary>
internal abstract class TimerState<TKey>
{
    /// <summary>Registered timers.</summary>
    public abstract long Count { get; }

    /// <summary>Answers <c>false</c> if the key has that timer already.</summary>
    public abstract bool Register(in TKey key, ulong hash, long time);

    /// <summary>Answers <c>false</c> if the key has no such timer.</summary>
    public abstract bool Delete(in TKey key, ulong hash, long time);

    /// <summary>The earliest time registered.</summary>
    public abstract bool TryPeek(out long time);

    /// <summary>Takes the next timer at or before <paramref name="now"/>, in the order of time, then key hash.</summary>
    public abstract bool TryPopDue(long now, out TKey key, out ulong hash, out long time);
}
