using System.Runtime.CompilerServices;
using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// The sending end of a channel from one subtask to another: gathers records into a batch and sends it when it is full and there is a credit
/// for it. Two batches are the channel's own; a few more are in flight while the process's byte budget has room.
/// </summary>
/// <param name="sender">The subtask.</param>
/// <param name="target">The receiving subtask.</param>
/// <param name="targetChannel">Which of its input channels this is.</param>
/// <param name="epoch">Of both.</param>
/// <param name="mostInFlight">Batches that may be in flight however much room there is: a barrier waits behind them.</param>
/// <param name="budget">What batches beyond the channel's own share.</param>
internal abstract class OutputChannel(IActorRef sender, IActorRef target, int targetChannel, long epoch, int mostInFlight, BufferBudget budget)
{
    /// <summary>Batches that may be in flight whatever the budget says: one being handled, one on its way.</summary>
    private const int OwnBatches = 2;

    private long _sequence;
    private long _sentWatermark = long.MinValue;
    private bool _sentIdle;
    private int _inFlight;

    /// <summary>Batches sent and not come back.</summary>
    internal int InFlight => _inFlight;

    /// <summary>Sends the gathered records, if any; answers false if there is no credit for them.</summary>
    internal abstract bool TrySend(long watermark);

    /// <summary>A batch has come back: its credit is free again.</summary>
    internal void OnReturned(RecordBatch batch)
    {
        _inFlight--;
        if (batch.BudgetBytes > 0)
        {
            budget.Release(batch.BudgetBytes);
            batch.BudgetBytes = 0;
        }

        batch.Returning = false;
        batch.Clear();
        Keep(batch);
    }

    /// <summary>Tells the receiver what it does not know yet.</summary>
    internal void SendWatermark(long watermark, bool isIdle = false)
    {
        if (watermark > _sentWatermark || isIdle != _sentIdle)
        {
            (_sentWatermark, _sentIdle) = (Math.Max(watermark, _sentWatermark), isIdle);
            target.Tell(new WatermarkSignal(targetChannel, epoch, _sequence, _sentWatermark, isIdle), sender);
        }
    }

    internal void SendBarrier(long checkpoint, long baseCheckpoint, bool final) =>
        target.Tell(new CheckpointBarrier(targetChannel, epoch, _sequence, checkpoint, baseCheckpoint, final), sender);

    internal void SendEnd() => target.Tell(new EndOfInput(targetChannel, epoch, _sequence), sender);

    /// <summary>Keeps an empty shell for the next batch.</summary>
    protected abstract void Keep(RecordBatch shell);

    /// <summary>Takes a credit for a batch of this weight; answers false if there is none.</summary>
    protected bool TryTakeCredit(RecordBatch batch, long bytes)
    {
        if (_inFlight >= OwnBatches)
        {
            if (_inFlight >= mostInFlight || !budget.TryTake(bytes))
            {
                return false;
            }

            batch.BudgetBytes = bytes;
        }

        _inFlight++;
        return true;
    }

    protected void Send(RecordBatch batch, long watermark)
    {
        (batch.Channel, batch.Epoch, batch.Sequence, batch.Watermark, batch.Owner) = (targetChannel, epoch, ++_sequence, watermark, this);
        (_sentWatermark, _sentIdle) = (Math.Max(_sentWatermark, watermark), false);
        target.Tell(batch, sender);
    }
}

/// <inheritdoc/>
internal sealed class OutputChannel<T> : OutputChannel
{
    private readonly ColumnPool<T> _values;
    private readonly ColumnPool<long> _times;
    private readonly ColumnPool<ulong> _hashes;
    private readonly Stack<RecordBatch<T>> _shells = new();
    private readonly int _capacity;
    private readonly long _maxBytes;
    private RecordBatch<T>? _open;
    private long _openBytes;

    internal OutputChannel(
        IActorRef sender, IActorRef target, int targetChannel, long epoch, Buffers buffers, BufferBudget budget)
        : base(sender, target, targetChannel, epoch, buffers.Settings.BatchesPerChannel, budget)
    {
        (_values, _times, _hashes) = (buffers.Pool<T>(), buffers.Pool<long>(), buffers.Pool<ulong>());
        _capacity = buffers.ChannelCapacity<T>();
        _maxBytes = buffers.Settings.BatchBytes.Bytes;
    }

    /// <summary>Whether the gathered records fill a batch, so that it must be sent before another is added.</summary>
    internal bool IsFull => _open is { } open && (open.Count >= _capacity || _openBytes >= _maxBytes);

    internal bool HasRecords => _open is { Count: > 0 };

    /// <summary>Adds a record to the batch being gathered. Not while <see cref="IsFull"/>.</summary>
    internal void Add(in T record, long time, bool hasTime)
    {
        var open = _open ?? Open(hasTime);
        var index = open.Count;
        open.Values!.Items[index] = record;
        if (hasTime)
        {
            (open.Times ?? AddTimes(open)).Items[index] = time;
        }
        else if (open.Times is { } times)
        {
            times.Items[index] = long.MinValue;
        }

        open.Count = index + 1;
        _openBytes += RecordSize<T>.IsConstant ? RecordSize<T>.Constant : RecordSize<T>.Of(record);
    }

    /// <summary>
    /// Adds records of a batch, in the order of their indices, with their keys and hashes, until what is gathered fills a batch. Answers how many, at
    /// least one. Not while <see cref="IsFull"/>.
    /// </summary>
    internal int Add<TKey>(RecordBatch<T> from, ReadOnlySpan<ushort> indices, TKey[] keys, ulong[] hashes, ColumnPool<TKey> keyPool)
    {
        var open = _open ?? Open(hasTime: from.Times is not null);
        var first = open.Count;
        if (first == 0)
        {
            (open.Keys, open.Hashes) = (keyPool.Rent(), _hashes.Rent());
        }

        indices = indices[..Math.Min(indices.Length, _capacity - first)];
        indices = indices[..Weigh(from.Values!.Items, indices)];
        Gather(from.Values.Items, indices, open.Values!.Items.AsSpan(first));
        Gather(keys, indices, Unsafe.As<Column<TKey>>(open.Keys!).Items.AsSpan(first));
        Gather(hashes, indices, open.Hashes!.Items.AsSpan(first));
        if (from.Times is { } times)
        {
            Gather(times.Items, indices, (open.Times ?? AddTimes(open)).Items.AsSpan(first));
        }
        else
        {
            open.Times?.Items.AsSpan(first, indices.Length).Fill(long.MinValue);
        }

        open.Count = first + indices.Length;
        return indices.Length;
    }

    /// <summary>
    /// Takes all columns of a batch that is nearly full itself and sends them as they are. Only when nothing is gathered; answers false, the
    /// batch untouched, if there is no credit.
    /// </summary>
    internal bool TryHandOver(RecordBatch<T> batch, long watermark)
    {
        var shell = Shell();
        if (!TryTakeCredit(shell, (long)batch.Count * RecordSize<T>.Constant))
        {
            _shells.Push(shell);
            return false;
        }

        shell.Values = batch.Values;
        batch.Values = null;
        shell.TakeSideColumns(batch);
        shell.Split = -1;
        Send(shell, watermark);
        return true;
    }

    /// <summary>Whether a batch is worth handing over whole instead of being copied into the one being gathered.</summary>
    internal bool IsWorthHandingOver(RecordBatch<T> batch) => batch.Count * 2 > _capacity && batch.Count <= _capacity
        && RecordSize<T>.IsConstant;

    internal override bool TrySend(long watermark)
    {
        if (_open is not { Count: > 0 } open)
        {
            return true;
        }

        if (!TryTakeCredit(open, _openBytes))
        {
            return false;
        }

        (_open, _openBytes) = (null, 0);
        Send(open, watermark);
        return true;
    }

    protected override void Keep(RecordBatch shell) => _shells.Push((RecordBatch<T>)shell);

    /// <summary>Counts the records' bytes up to where the batch is full. Answers how many fit.</summary>
    private int Weigh(T[] records, ReadOnlySpan<ushort> indices)
    {
        if (RecordSize<T>.IsConstant)
        {
            _openBytes += (long)indices.Length * RecordSize<T>.Constant;
            return indices.Length;
        }

        var fit = 0;
        while (fit < indices.Length && _openBytes < _maxBytes)
        {
            _openBytes += RecordSize<T>.Of(records[indices[fit++]]);
        }

        return fit;
    }

    private static void Gather<TItem>(TItem[] from, ReadOnlySpan<ushort> indices, Span<TItem> into)
    {
        into = into[..indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            into[i] = from[indices[i]];
        }
    }

    private RecordBatch<T> Open(bool hasTime)
    {
        _open = Shell();
        _open.Values = _values.Rent();
        if (hasTime)
        {
            _open.Times = _times.Rent();
        }

        return _open;
    }

    private Column<long> AddTimes(RecordBatch<T> open)
    {
        open.Times = _times.Rent();
        Array.Fill(open.Times.Items, long.MinValue, 0, open.Count);
        return open.Times;
    }

    private RecordBatch<T> Shell() => _shells.TryPop(out var shell) ? shell : new RecordBatch<T>();
}
