namespace ActorStream.Actors;

/// <summary>
/// The splits that a source subtask reads, and the floor of those that no subtask holds: what watermarks at the source are the minimum of.
/// Every known unfinished split counts, assigned or not; otherwise a record could become late because its split had not been assigned yet.
/// </summary>
/// <param name="isBounded">Whether splits stop coming. If not, a subtask without splits holds event time back: its next one may be early.</param>
internal sealed class SourceSplits(bool isBounded)
{
    // The splits being read, at the watermark at which this subtask got them.
    private readonly Dictionary<int, long> _splits = [];
    private readonly List<SplitWatermarks> _stages = [];

    /// <summary>Minimum watermark of the splits with the enumerator; everything is held back until the enumerator has spoken.</summary>
    internal long Floor { get; set; } = long.MinValue;

    /// <summary>What a stage that makes watermarks keeps per split; each has its own, since each may look at another time of the record.</summary>
    internal SplitWatermarks NewWatermarks()
    {
        var watermarks = new SplitWatermarks(this);
        _stages.Add(watermarks);
        return watermarks;
    }

    /// <summary>Begins to count a split, at its restored watermark or lower bound.</summary>
    internal void Add(int split, long watermark)
    {
        _splits.Add(split, watermark);
        foreach (var stage in _stages)
        {
            stage.Add(split, watermark);
        }
    }

    /// <summary>A split has ended and counts no more.</summary>
    internal void Remove(int split)
    {
        _splits.Remove(split);
        foreach (var stage in _stages)
        {
            stage.Remove(split);
        }
    }

    /// <summary>What a checkpoint keeps: the least of what the stages have reached.</summary>
    internal long WatermarkOf(int split) => _stages.Select(stage => stage.Of(split)).DefaultIfEmpty(_splits[split]).Min();

    /// <summary>What holds whatever the splits being read say; <see cref="long.MaxValue"/> if nothing does.</summary>
    internal long Bound => !isBounded && _splits.Count == 0 ? long.MinValue : Floor;
}

/// <summary>The watermark of each split at one stage.</summary>
internal sealed class SplitWatermarks(SourceSplits splits)
{
    private readonly Dictionary<int, long> _watermarks = [];

    internal void Add(int split, long watermark) => _watermarks.Add(split, watermark);

    internal void Remove(int split) => _watermarks.Remove(split);

    internal long Of(int split) => _watermarks[split];

    internal void Raise(int split, long watermark)
    {
        if (_watermarks.TryGetValue(split, out var before) && watermark > before)
        {
            _watermarks[split] = watermark;
        }
    }

    /// <summary>The minimum over all that counts; <see cref="long.MaxValue"/> if nothing does.</summary>
    internal long Minimum()
    {
        var least = splits.Bound;
        foreach (var watermark in _watermarks.Values)
        {
            least = Math.Min(least, watermark);
        }

        return least;
    }
}
