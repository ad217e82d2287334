namespace ActorStream.Actors;

/// <summary>
/// The watermark of each split at one stage; behind an exchange, of all records of the subtask, which then count as one split.
/// </summary>
/// <param name="source">The source of the chain; null behind an exchange.</param>
internal sealed class SplitWatermarks(SourceSplits? source)
{
    /// <summary>Where there is no source, the number of the only split.</summary>
    internal const int WholeSubtask = -1;

    /// <summary>
    /// Checks that must find a split silent, one behind the other. Each is made when the chain is idle: so records that only waited for it
    /// have
    /// come by then.
    /// </summary>
    private const int ChecksUntilIdle = 3;

    private readonly Dictionary<int, SplitStatus> _splits =
        source is null ? new() { [WholeSubtask] = new SplitStatus("", long.MinValue) } : [];

    // How often no split was there at all.
    private int _emptyChecks;

    /// <summary>Between two checks, so that the last of them is made when the silence is over.</summary>
    internal static TimeSpan IntervalOf(TimeSpan silence) => silence / (ChecksUntilIdle - 1);

    internal IEnumerable<SplitStatus> All => _splits.Values;

    internal bool Contains(int split) => _splits.ContainsKey(split);

    internal SplitStatus this[int split] => _splits[split];

    internal void Add(int split, string id, long watermark)
    {
        _splits.Add(split, new SplitStatus(id, watermark));
        _emptyChecks = 0;
    }

    internal void Remove(int split) => _splits.Remove(split);

    /// <summary>A split has brought records; its watermark is at least this.</summary>
    internal void Raise(int split, long watermark)
    {
        if (_splits.TryGetValue(split, out var status))
        {
            (status.IsIdle, status.SilentChecks) = (false, 0);
            status.Watermark = Math.Max(status.Watermark, watermark);
        }
    }

    /// <summary>Finds splits that have become idle. Answers whether any may still become so.</summary>
    internal bool CheckSilence()
    {
        var maySpeak = false;
        foreach (var status in _splits.Values)
        {
            status.SilentChecks = status.IsPaused ? 0 : Math.Min(status.SilentChecks + 1, ChecksUntilIdle);
            status.IsIdle = status.SilentChecks == ChecksUntilIdle;
            maySpeak |= !status.IsIdle;
        }

        if (_splits.Count == 0)
        {
            _emptyChecks = Math.Min(_emptyChecks + 1, ChecksUntilIdle);
            maySpeak = _emptyChecks < ChecksUntilIdle;
        }

        return maySpeak;
    }

    /// <summary>
    /// The minimum over all that counts, <see cref="long.MaxValue"/> if nothing follows. Where all are idle, what the furthest of them has
    /// reached, as if they had become so one
    /// after the other.
    /// </summary>
    internal long Reached(out bool isIdle)
    {
        isIdle = _splits.Count == 0 && _emptyChecks == ChecksUntilIdle;
        var (least, furthest) = (source?.BoundOf(isIdle) ?? long.MaxValue, long.MinValue);
        var counts = least != long.MaxValue;
        foreach (var status in _splits.Values)
        {
            isIdle |= status.IsIdle;
            furthest = Math.Max(furthest, status.Watermark);
            if (!status.IsIdle)
            {
                least = Math.Min(least, status.Watermark);
                counts = true;
            }
        }

        isIdle &= !counts;
        return isIdle ? furthest : least;
    }
}
