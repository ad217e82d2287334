namespace ActorStream.Tests.Simulation.Runs;

/// <summary>How often what was seen, over any number of runs.</summary>
internal sealed class Counters
{
    private readonly Dictionary<string, long> _counts = [];

    /// <summary>All of them, by name.</summary>
    internal IEnumerable<KeyValuePair<string, long>> All => _counts.OrderBy(static one => one.Key, StringComparer.Ordinal);

    internal long this[string what] => _counts.GetValueOrDefault(what);

    internal void Count(string what, long times = 1)
    {
        if (times > 0) _counts[what] = _counts.GetValueOrDefault(what) + times;
    }

    internal void Add(Counters others)
    {
        foreach (var (what, times) in others._counts) Count(what, times);
    }
}
