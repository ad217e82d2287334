namespace ActorStream.Actors;

/// <summary>
/// Gives records their event time and lets the watermark follow them by a strategy: per split in the chain of a source, else over all
/// records of
/// the subtask. Tells the next subtasks where none of them counts.
/// </summary>
internal sealed class WatermarkStage<T> : BatchStage<T, T>, IWatermarkStage
{
    private readonly Func<T, long> _ticks;
    private readonly WatermarkStrategy<T> _strategy;
    private readonly SplitWatermarks _splits;
    private readonly bool _isAtSource;
    private readonly StageContext _context;
    private readonly ColumnPool<long> _times;
    private readonly IReadOnlyList<IIdleFollower> _followers;
    private readonly Dictionary<int, WatermarkGenerator<T>> _generators = [];
    private readonly long _distance;
    private long _emitted = long.MinValue;

    // The watermark to emit once the next stage is done with the batch.
    private bool _due;
    private bool _isWatching;
    private bool _isIdle;

    /// <param name="node">What to do.</param>
    /// <param name="source">The source of the chain; null behind an exchange.</param>
    /// <param name="next">The next stage.</param>
    /// <param name="context">Where it runs.</param>
    internal WatermarkStage(WatermarksNode<T> node, SourceSplits? source, Stage<T> next, StageContext context)
        : base(next)
    {
        (_ticks, _strategy, _context, _isAtSource) = (node.Ticks, node.Strategy, context, source is not null);
        (_distance, _times) = (node.Strategy.Distance.Ticks, context.Environment.Buffers.Pool<long>());
        _splits = source?.NewWatermarks(node.Strategy.MaxDrift, node.Strategy.AlignmentGroup) ?? new SplitWatermarks(null);
        _followers = [.. IdleFollowers.Behind(next)];
        Watch();
    }

    internal override bool Push(RecordBatch<T> batch)
    {
        var column = batch.Times ??= _times.Rent();
        var times = column.Items;
        var latest = long.MinValue;
        var records = batch.Records;
        for (var i = 0; i < records.Length; i++)
        {
            var time = _ticks(records[i]);
            times[i] = time;
            latest = Math.Max(latest, time);
        }

        var split = _isAtSource ? batch.Split : SplitWatermarks.WholeSubtask;
        _splits.Raise(split, _strategy.NewGenerator is null ? Math.Max(latest, _distance) - _distance : Generate(split, records, times));
        SetIdle(false);
        Watch();
        _due = true;
        return Next.Push(batch) && Emit();
    }

    internal override bool Resume() => Next.Resume() && Emit();

    /// <summary>Watermarks from before are replaced by this stage's own, except the last one.</summary>
    internal override bool Advance(long watermark) => watermark != long.MaxValue || Raise(watermark);

    internal override bool OnSplitsChanged()
    {
        foreach (var ended in _generators.Keys.Where(split => !_splits.Contains(split)).ToList())
        {
            _generators.Remove(ended);
        }

        _due = true;
        Watch();
        return Emit();
    }

    private long Generate(int split, ReadOnlySpan<T> records, long[] times)
    {
        if (!_generators.TryGetValue(split, out var generator))
        {
            _generators.Add(split, generator = _strategy.NewGenerator!());
        }

        for (var i = 0; i < records.Length; i++)
        {
            generator.OnRecord(records[i], new DateTimeOffset(times[i], TimeSpan.Zero));
        }

        return generator.Watermark?.UtcTicks ?? long.MinValue;
    }

    private bool Emit()
    {
        if (!_due)
        {
            return true;
        }

        _due = false;
        var watermark = _splits.Reached(out var isIdle);
        SetIdle(isIdle);
        return Raise(watermark);
    }

    private bool Raise(long watermark)
    {
        if (watermark <= _emitted)
        {
            return true;
        }

        _emitted = watermark;
        if (_isAtSource)
        {
            _context.Metrics.Watermark = watermark;
        }

        return Next.Advance(watermark);
    }

    private void SetIdle(bool isIdle)
    {
        if (isIdle == _isIdle)
        {
            return;
        }

        _isIdle = isIdle;
        foreach (var follower in _followers)
        {
            follower.IsIdle = isIdle;
        }
    }

    /// <summary>Looks for silent splits in a while; no more once all are idle.</summary>
    private void Watch()
    {
        if (_strategy.Idleness is { } silence && !_isWatching)
        {
            _isWatching = true;
            _context.SetTimer(this, SplitWatermarks.IntervalOf(silence), () => _context.WhenIdle(Check));
        }
    }

    private bool Check()
    {
        _isWatching = false;
        if (_splits.CheckSilence())
        {
            Watch();
        }

        _due = true;
        return Emit();
    }
}
