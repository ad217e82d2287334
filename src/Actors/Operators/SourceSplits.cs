namespace ActorStream.Actors;

/// <summary>
/// The splits that a source subtask reads, and the floor of those that no subtask holds: what watermarks at the source are the minimum of.
/// Every known unfinished split counts, assigned or not; otherwise a record could become late because its split had not been assigned yet.
/// </summary>
internal sealed class SourceSplits
{
    private readonly Dictionary<int, long> _watermarks = [];

    /// <summary>Minimum watermark of the splits with the enumerator; everything is held back until the enumerator has spoken.</summary>
    internal long Floor { get; set; } = long.MinValue;

    /// <summary>Begins to count a split, at its restored watermark or lower bound.</summary>
    internal void Add(int split, long watermark) => _watermarks.Add(split, watermark);

    /// <summary>A split has ended and counts no more.</summary>
    internal void Remove(int split) => _watermarks.Remove(split);

    internal long WatermarkOf(int split) => _watermarks[split];

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
        var least = Floor;
        foreach (var watermark in _watermarks.Values)
        {
            least = Math.Min(least, watermark);
        }

        return least;
    }
}
