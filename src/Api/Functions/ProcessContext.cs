namespace ActorStream;

/// <summary>The times of the record or timer being handled. Valid during the call that got it.</summary>
public abstract class ProcessContext
{
    internal ProcessContext()
    {
    }

    /// <summary>Event time of the record or timer being handled; null for a record that has none.</summary>
    public DateTimeOffset? EventTime => EventTicks == long.MinValue ? null : new DateTimeOffset(EventTicks, TimeSpan.Zero);

    /// <summary>
    /// The operator's watermark: no record earlier than it is expected; <see cref="DateTimeOffset.MinValue"/> before the first. Never goes
    /// back: it is restored with the state.
    /// </summary>
    public DateTimeOffset Watermark => new(Math.Clamp(WatermarkTicks, 0, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);

    /// <summary>The wall clock.</summary>
    public DateTimeOffset ProcessingTime => Clock.GetUtcNow();

    /// <summary>Emits a record to a side output, with the event time of the record or timer being handled.</summary>
    /// <param name="side">The output. Nothing happens where nobody takes it.</param>
    /// <param name="record">The record.</param>
    public void Emit<T>(SideOutput<T> side, in T record)
    {
        ArgumentNullException.ThrowIfNull(side);
        if (Sides.Find(side) is { } output)
        {
            output.CurrentTime = EventTicks;
            output.Emit(record);
        }
    }

    internal abstract long EventTicks { get; }

    /// <summary>The operator's side outputs.</summary>
    internal abstract SideCollectors Sides { get; }

    internal abstract long WatermarkTicks { get; }

    internal abstract TimeProvider Clock { get; }
}

/// <summary>As <see cref="ProcessContext"/>, for a broadcast record: lets the function write its broadcast state.</summary>
public abstract class BroadcastContext : ProcessContext
{
    internal BroadcastContext()
    {
    }

    /// <summary>Gives a key its value, in place of the one it has.</summary>
    public void Set<TMapKey, T>(BroadcastState<TMapKey, T> state, TMapKey key, T value)
        where TMapKey : notnull
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Entries[key] = value;
    }

    /// <summary>Removes a key's entry; answers whether there was one.</summary>
    public bool Remove<TMapKey, T>(BroadcastState<TMapKey, T> state, TMapKey key)
        where TMapKey : notnull
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Entries.Remove(key);
    }

    /// <summary>Removes all entries.</summary>
    public void Clear<TMapKey, T>(BroadcastState<TMapKey, T> state)
        where TMapKey : notnull
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Entries.Clear();
    }
}
