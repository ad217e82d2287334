namespace ActorStream.Bench.Comparison;

/// <summary>Where a contestant takes its events from, and the trial's count of them. Each is used by one thread.</summary>
internal abstract class Feed<T>(Trial trial)
{
    /// <summary>Events given so far.</summary>
    internal long Given { get; private set; }

    /// <summary>Some of the next events, at least one; none when the trial is over.</summary>
    internal ReadOnlySpan<T> Next(int most)
    {
        var count = (int)Math.Min(most, trial.Limit - Given);
        if (count <= 0 || trial.IsOver) return [];
        var events = At(Given, count);
        Given += events.Length;
        trial.Took(events.Length);
        return events;
    }

    /// <summary>As <see cref="Next"/>, into a place of the caller's.</summary>
    internal int Fill(Span<T> into)
    {
        var count = (int)Math.Min(into.Length, trial.Limit - Given);
        if (count <= 0 || trial.IsOver) return 0;
        count = Copy(Given, into[..count]);
        Given += count;
        trial.Took(count);
        return count;
    }

    protected abstract ReadOnlySpan<T> At(long position, int most);

    protected abstract int Copy(long position, Span<T> into);
}

/// <summary>Gives a block's events over and over, from memory, without copying.</summary>
/// <param name="trial">What they are for.</param>
/// <param name="block">The events.</param>
/// <param name="first">Where in the block to begin, so that two feeds of a block do not give the same at the same time.</param>
internal sealed class BlockFeed(Trial trial, Event[] block, int first = 0) : Feed<Event>(trial)
{
    protected override ReadOnlySpan<Event> At(long position, int most)
    {
        var at = (int)((position + first) % block.Length);
        return block.AsSpan(at, Math.Min(most, block.Length - at));
    }

    protected override int Copy(long position, Span<Event> into)
    {
        var events = At(position, into.Length);
        events.CopyTo(into);
        return events.Length;
    }
}

/// <summary>Gives a block's events over and over with times that go on.</summary>
internal sealed class TimedFeed(Trial trial, Event[] block, long eventsPerSecond) : Feed<TimedEvent>(trial)
{
    /// <summary>Records of a batch: they stay in the nearest cache.</summary>
    private const int Batch = 1024;

    /// <summary>A whole minute.</summary>
    internal static readonly DateTime Start = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly long _spacing = TimeSpan.TicksPerSecond / eventsPerSecond;
    private readonly TimedEvent[] _batch = new TimedEvent[Batch];

    protected override ReadOnlySpan<TimedEvent> At(long position, int most) =>
        _batch.AsSpan(0, Copy(position, _batch.AsSpan(0, Math.Min(most, Batch))));

    protected override int Copy(long position, Span<TimedEvent> into)
    {
        var at = (int)(position % block.Length);
        var events = block.AsSpan(at, Math.Min(into.Length, block.Length - at));
        var ticks = Start.Ticks + (position * _spacing);
        for (var i = 0; i < events.Length; i++, ticks += _spacing)
        {
            into[i] = new TimedEvent(events[i].Key, events[i].Value, new DateTime(ticks, DateTimeKind.Utc));
        }

        return events.Length;
    }
}
