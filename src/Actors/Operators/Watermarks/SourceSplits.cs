namespace ActorStream.Actors;

/// <summary>
/// The splits that a source subtask reads, and the floor of those that no subtask holds: what watermarks at the source are the minimum of.
/// Every known unfinished split counts, assigned or not; otherwise a record could become late because its split had not been assigned yet.
/// </summary>
/// <param name="isBounded">Whether splits stop coming. If not, a subtask without splits holds event time back: its next one may be
/// early.</param>
/// <param name="metrics">Where reports find the splits.</param>
internal sealed class SourceSplits(bool isBounded, SubtaskMetrics metrics)
{
    // The splits being read, at the watermark at which this subtask got them.
    private readonly Dictionary<int, long> _splits = [];
    private readonly Dictionary<int, string> _names = [];
    private readonly List<SplitWatermarks> _stages = [];

    // The last batch of a split is handled after it has ended.
    private (int Split, string? Name) _lastEnded;

    // The stage whose watermarks are aligned, and how far splits may drift apart there.
    private SplitWatermarks? _aligned;
    private long _maxDrift;

    /// <summary>Minimum watermark of the splits with the enumerator; everything is held back until the enumerator has spoken.</summary>
    internal long Floor { get; set; } = long.MinValue;

    /// <summary>Whether splits wait for the slowest.</summary>
    internal bool IsAligned => _aligned is not null;

    /// <summary>The sources whose splits wait for each other; null: this one's.</summary>
    internal string? AlignmentGroup { get; private set; }

    /// <summary>The watermark of the slowest split of all subtasks, as far as it was told.</summary>
    internal long SlowestOfAll { get; set; } = long.MaxValue;

    /// <summary>What a stage that makes watermarks keeps per split; each has its own, since each may look at another time of the
    /// record.</summary>
    internal SplitWatermarks NewWatermarks(TimeSpan? maxDrift, string? group)
    {
        var watermarks = new SplitWatermarks(this);
        _stages.Add(watermarks);
        if (maxDrift is { } drift && _aligned is null)
        {
            (_aligned, _maxDrift, AlignmentGroup) = (watermarks, drift.Ticks, group);
        }

        return watermarks;
    }

    /// <summary>Begins to count a split, at its restored watermark or lower bound.</summary>
    internal void Add(int split, string id, long watermark)
    {
        _splits.Add(split, watermark);
        _names.Add(split, id);
        _stages.ForEach(stage => stage.Add(split, id, watermark));
        Publish();
    }

    /// <summary>A split has ended and counts no more.</summary>
    internal void Remove(int split)
    {
        _splits.Remove(split);
        _lastEnded = (split, _names[split]);
        _names.Remove(split);
        _stages.ForEach(stage => stage.Remove(split));
        Publish();
    }

    /// <summary>The id of the split that the batch in the chain comes from; null: it is no split's.</summary>
    internal string? NameOf(int split) => _names.GetValueOrDefault(split) ?? (_lastEnded.Split == split ? _lastEnded.Name : null);

    /// <summary>What a checkpoint keeps: the least of what the stages have reached.</summary>
    internal long WatermarkOf(int split) => _stages.Select(stage => stage[split].Watermark).DefaultIfEmpty(_splits[split]).Min();

    /// <summary>What holds whatever the splits being read say; <see cref="long.MaxValue"/> if nothing does.</summary>
    /// <param name="isSilent">There has been no split for so long that the next one is not waited for.</param>
    internal long BoundOf(bool isSilent) => !isBounded && _splits.Count == 0 && !isSilent ? long.MinValue : Floor;

    /// <summary>The watermark of the slowest split being read here; <see cref="long.MaxValue"/> if none counts.</summary>
    internal long Slowest()
    {
        var slowest = long.MaxValue;
        foreach (var status in _aligned!.All)
        {
            slowest = status.IsIdle ? slowest : Math.Min(slowest, status.Watermark);
        }

        return slowest;
    }

    /// <summary>Notes which splits are too far ahead of the slowest to be read from.</summary>
    internal void Align()
    {
        if (_aligned is null)
        {
            return;
        }

        var slowest = Math.Min(Slowest(), SlowestOfAll);
        foreach (var status in _aligned.All)
        {
            // Below 0 is only what has no watermark yet: nothing else may go on until it has.
            status.IsPaused = status.Watermark > Math.Max(slowest, 0) && status.Watermark - Math.Max(slowest, 0) > _maxDrift;
        }
    }

    internal bool IsPaused(int split) => _aligned is not null && _aligned[split].IsPaused;

    private void Publish() => metrics.Splits = [.. _stages.SelectMany(static stage => stage.All)];
}
