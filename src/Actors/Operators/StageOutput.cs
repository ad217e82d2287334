using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// What a stage emits record by record: gathers batches and pushes them to the next stage. While the next stage is busy, full batches are put
/// aside, and <see cref="IsBlocked"/> tells the stage to stop after the record it is handling.
/// </summary>
internal sealed class StageOutput<T> : Collector<T>, ISideBranch
{
    /// <summary>Records of the first batch, where they weigh differently.</summary>
    private const int FirstCapacity = 16;

    /// <summary>Records of a batch that are weighed to estimate the next one.</summary>
    private const int Weighed = 8;

    private readonly Stage<T> _next;
    private readonly SideOutputs? _sideOf;
    private readonly ColumnPool<T> _values;
    private readonly ColumnPool<long> _times;
    private readonly Queue<RecordBatch<T>> _aside = new();
    private readonly Stack<RecordBatch<T>> _shells = new();
    private RecordBatch<T>? _open;

    // Pushed and not done with: its shell must not be reused.
    private RecordBatch<T>? _pushed;
    private int _split = -1;
    private bool _hasTimes;
    private bool _isBlocked;
    private bool _isPushing;

    // Records per batch. Where records weigh differently it follows what the last batch weighed, beginning low.
    private readonly long _maxBytes;
    private int _capacity;

    /// <param name="next">What takes the batches; behind it are the side outputs, if there are any.</param>
    /// <param name="buffers">Column pools.</param>
    /// <param name="sideOf">If this is a side output: those that it is one of.</param>
    internal StageOutput(Stage<T> next, Buffers buffers, SideOutputs? sideOf = null)
    {
        (_next, _values, _times, _sideOf) = (next, buffers.Pool<T>(), buffers.Pool<long>(), sideOf);
        Sides = (next as BranchStage<T>)?.Sides ?? SideOutputs.None;
        _maxBytes = buffers.Settings.BatchBytes.Bytes;
        _capacity = RecordSize<T>.IsConstant ? _values.Capacity : Math.Min(FirstCapacity, _values.Capacity);
    }

    /// <summary>What the stage emits to beside this.</summary>
    internal SideOutputs Sides { get; }

    Stage ISideBranch.Next => _next;

    /// <summary>A next stage is busy with what this one emitted, here or aside.</summary>
    internal bool IsBlocked => _isBlocked || Sides.IsBlocked;

    /// <summary>A next stage is at work with what was emitted, here or aside; what throws meanwhile is not this stage's.</summary>
    internal bool IsPushing => _isPushing || Sides.IsPushing;

    bool ISideBranch.IsPushing => _isPushing;

    /// <summary>What is emitted from here on: whether it has event times, and the split that it comes from. Nothing is gathered yet.</summary>
    public void Begin(bool hasTimes, int split)
    {
        (_hasTimes, _split) = (hasTimes, split);
        Sides.Begin(hasTimes, split);
    }

    /// <summary>Pushes what is gathered, here and aside. Answers whether the next stages are idle and nothing is left here.</summary>
    public bool Flush()
    {
        if (_open is not null)
        {
            CloseOpen();
        }

        Sides.Flush();
        return !IsBlocked || Resume();
    }

    /// <summary>Goes on pushing what was put aside. Answers as <see cref="Flush"/>; what is still being gathered does not count.</summary>
    public bool Resume()
    {
        _isPushing = true;
        var isIdle = _next.Resume();
        _isPushing = false;
        if (!isIdle)
        {
            return false;
        }

        Recycle();
        _isBlocked = false;
        while (_aside.TryDequeue(out var batch))
        {
            if (!Push(batch))
            {
                return false;
            }
        }

        return true;
    }

    private protected override void OnFull()
    {
        if (_open is not null)
        {
            CloseOpen();
        }

        _open = _shells.TryPop(out var shell) ? shell : new RecordBatch<T>();
        _open.Values = _values.Rent();
        _open.Split = _split;
        Values = _open.Values.Items;
        Limit = _capacity;
        if (_hasTimes)
        {
            _open.Times = _times.Rent();
            Times = _open.Times.Items;
        }

        Count = 0;
    }

    private protected override void AddTimes()
    {
        // The batches that follow have times as well: this one may be full already.
        _hasTimes = true;
        if (_open is null)
        {
            return;
        }

        _open.Times = _times.Rent();
        Times = _open.Times.Items;
        Array.Fill(Times, long.MinValue, 0, Count);
    }

    private void CloseOpen()
    {
        var batch = _open!;
        batch.Count = Count;
        (_open, Values, Times, Count, Limit) = (null, [], null, 0, 0);
        if (!RecordSize<T>.IsConstant && batch.Count > 0)
        {
            _capacity = CapacityAfter(batch);
        }

        if (batch.Count == 0)
        {
            batch.Clear();
            _shells.Push(batch);
        }
        else if (_isBlocked)
        {
            _aside.Enqueue(batch);
        }
        else
        {
            Push(batch);
        }
    }

    private int CapacityAfter(RecordBatch<T> batch)
    {
        var step = Math.Max(1, batch.Count / Weighed);
        var (weighed, bytes) = (0, 0L);
        for (var i = 0; i < batch.Count; i += step, weighed++)
        {
            bytes += RecordSize<T>.Of(batch.Values!.Items[i]);
        }

        return (int)Math.Clamp(_maxBytes * weighed / Math.Max(1, bytes), 1, _values.Capacity);
    }

    private bool Push(RecordBatch<T> batch)
    {
        (_pushed, _isPushing) = (batch, true);
        var isIdle = _next.Push(batch);
        _isPushing = false;
        if (!isIdle)
        {
            _isBlocked = true;
            _sideOf?.Block();
            return false;
        }

        Recycle();
        return true;
    }

    private void Recycle()
    {
        if (_pushed is { } batch)
        {
            batch.Clear();
            _shells.Push(batch);
            _pushed = null;
        }
    }
}
