namespace ActorStream.Tests.Simulation.Runs;

/// <summary>How often what was seen, over any number of runs.</summary>
internal sealed class Counters
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    internal IEnumerable<KeyValuePair<string, long>> All => _counts;

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
