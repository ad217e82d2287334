namespace ActorStream;

/// <summary>
/// Takes what an operator emits. Given to a function for the time of one call; never kept.
/// </summary>
/// <remarks>Emitting writes into the batch under construction: no allocation and no call to the next operator per record.</remarks>
public abstract class Collector<T>
{
    // The batch under construction. The operator's output owns it and swaps the arrays when they are full.
    internal T[] Values = [];
    internal long[]? Times;
    internal int Count;

    /// <summary>Records that the batch under construction takes; at most the arrays' length.</summary>
    internal int Limit;

    /// <summary>Event time of what is emitted next: the input record's, or the timer's.</summary>
    internal long CurrentTime = long.MinValue;

    internal Collector()
    {
    }

    /// <summary>Emits a record with the event time of the record or timer being handled.</summary>
    public void Emit(in T record)
    {
        var index = Count;
        if (index >= Limit)
        {
            OnFull();
            index = Count;
        }

        Values[index] = record;
        if (Times is { } times)
        {
            times[index] = CurrentTime;
        }

        Count = index + 1;
    }

    /// <summary>Emits a record with an event time of its own. Should not lie behind the watermark: it would be late downstream.</summary>
    public void Emit(in T record, DateTimeOffset eventTime)
    {
        var time = CurrentTime;
        CurrentTime = eventTime.UtcTicks;
        if (Times is null)
        {
            AddTimes();
        }

        Emit(record);
        CurrentTime = time;
    }

    /// <summary>What is emitted next has this event time.</summary>
    internal void StampWith(long ticks)
    {
        CurrentTime = ticks;
        if (Times is null)
        {
            AddTimes();
        }
    }

    /// <summary>Makes room: hands the full batch on or puts it aside, and gives a new one.</summary>
    private protected abstract void OnFull();

    /// <summary>Gives the batch under construction a column of event times, unknown for the records before.</summary>
    private protected abstract void AddTimes();
}
