using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// The end of a chain that sends its records to other subtasks. Gathers them per channel; stops at the first record that has no room, with a
/// cursor.
/// </summary>
internal abstract class ExchangeStage<T>(IReadOnlyList<OutputChannel<T>> channels) : Stage<T>, IExchangeStage
{
    // The cursor: the batch being handed out and its next record.
    private RecordBatch<T>? _batch;

    /// <summary>Next record of the batch; a subclass moves it on.</summary>
    protected int Index { get; set; }

    protected OutputChannel<T>[] Channels { get; } = [.. channels];

    public long Watermark { get; private set; } = long.MinValue;

    public bool IsIdle { get; set; }

    internal override bool Push(RecordBatch<T> batch)
    {
        (_batch, Index) = (batch, 0);
        Begin(batch);
        return Resume();
    }

    internal override bool Resume()
    {
        if (_batch is null)
        {
            return true;
        }

        if (!HandOut(_batch))
        {
            return false;
        }

        _batch = null;
        return true;
    }

    /// <summary>The watermark travels with the next batch of each channel, or with the next flush where there is none.</summary>
    internal override bool Advance(long watermark)
    {
        Invariant.Holds(watermark >= Watermark, $"The watermark went back from {Watermark} to {watermark}.");
        Watermark = watermark;
        return true;
    }

    internal override bool End() => true;

    internal override bool Flush()
    {
        var all = true;
        foreach (var channel in Channels)
        {
            if (channel.TrySend(Watermark))
            {
                // While a batch is being handed out, the watermark of its last record is not reached yet; Advance has not been called for it.
                channel.SendWatermark(Watermark, IsIdle);
            }
            else
            {
                all = false;
            }
        }

        return all;
    }

    public void SendBarrier(long checkpoint, long baseCheckpoint, bool final)
    {
        foreach (var channel in Channels)
        {
            channel.SendBarrier(checkpoint, baseCheckpoint, final);
        }
    }

    public void SendEnd()
    {
        foreach (var channel in Channels)
        {
            channel.SendEnd();
        }
    }

    internal override IEnumerable<Stage> Downstream() => [this];

    /// <summary>Prepares a new batch.</summary>
    protected virtual void Begin(RecordBatch<T> batch)
    {
    }

    /// <summary>Adds the batch's records from <see cref="Index"/> on to channels; answers false where there is no room.</summary>
    protected abstract bool HandOut(RecordBatch<T> batch);
}

/// <summary>What the subtask calls on every exchange at the ends of its chain.</summary>
internal interface IExchangeStage : IIdleFollower
{
    void SendBarrier(long checkpoint, long baseCheckpoint, bool final);

    void SendEnd();
}

/// <summary>Each record to the subtask that a function of the user's chooses.</summary>
internal sealed class PartitionExchangeStage<T>(Func<T, int, int> choose, string target, IReadOnlyList<OutputChannel<T>> channels)
    : ExchangeStage<T>(channels)
{
    // What was chosen for the record that had no room: the function is asked once per record.
    private int _chosen = -1;

    protected override bool HandOut(RecordBatch<T> batch)
    {
        var records = batch.Values!.Items;
        var times = batch.Times?.Items;
        for (; Index < batch.Count; Index++)
        {
            if (_chosen < 0)
            {
                _chosen = choose(records[Index], Channels.Length);
                if ((uint)_chosen >= (uint)Channels.Length)
                {
                    throw new InvalidOperationException(
                        $"PartitionBy before {target} chose subtask {_chosen}, and there are {Channels.Length}, from 0 on.");
                }
            }

            var channel = Channels[_chosen];
            if (channel.IsFull && !channel.TrySend(Watermark))
            {
                return false;
            }

            channel.Add(records[Index], times is null ? 0 : times[Index], times is not null);
            _chosen = -1;
        }

        return true;
    }
}

/// <summary>
/// Whole batches to the channels in turns, passing over one that has no room; with a single channel, the forward exchange.
/// </summary>
internal sealed class RebalanceExchangeStage<T>(IReadOnlyList<OutputChannel<T>> channels) : ExchangeStage<T>(channels)
{
    private int _next;
    private bool _isGathering;

    protected override bool HandOut(RecordBatch<T> batch)
    {
        if (_isGathering && !Channels[_next].HasRecords)
        {
            NextChannel(); // what it was given has gone, at a flush
        }

        for (var tries = 0; tries < Channels.Length; tries++)
        {
            if (TryGive(batch))
            {
                return true;
            }

            NextChannel();
        }

        return false;
    }

    private bool TryGive(RecordBatch<T> batch)
    {
        var channel = Channels[_next];
        if (Index == 0 && channel.IsWorthHandingOver(batch))
        {
            if (!channel.TrySend(Watermark) || !channel.TryHandOver(batch, Watermark))
            {
                return false;
            }

            NextChannel();
            return true;
        }

        var records = batch.Values!.Items;
        var times = batch.Times?.Items;
        for (; Index < batch.Count; Index++)
        {
            if (channel.IsFull)
            {
                if (!channel.TrySend(Watermark))
                {
                    return false;
                }

                NextChannel();
                channel = Channels[_next];
                if (channel.IsFull && !channel.TrySend(Watermark))
                {
                    return false;
                }
            }

            channel.Add(records[Index], times is null ? 0 : times[Index], times is not null);
            _isGathering = true;
        }

        return true;
    }

    private void NextChannel() => (_next, _isGathering) = ((_next + 1) % Channels.Length, false);
}

/// <summary>Every record to every channel; all wait for the one that has no room.</summary>
internal sealed class BroadcastExchangeStage<T>(IReadOnlyList<OutputChannel<T>> channels) : ExchangeStage<T>(channels)
{
    protected override bool HandOut(RecordBatch<T> batch)
    {
        var records = batch.Values!.Items;
        var times = batch.Times?.Items;
        for (; Index < batch.Count; Index++)
        {
            foreach (var channel in Channels)
            {
                if (channel.IsFull && !channel.TrySend(Watermark))
                {
                    return false;
                }
            }

            foreach (var channel in Channels)
            {
                channel.Add(records[Index], times is null ? 0 : times[Index], times is not null);
            }
        }

        return true;
    }
}
