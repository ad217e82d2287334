namespace ActorStream.TestKit;

/// <summary>Compares what two runs committed to their memory sinks, in any order.</summary>
internal static class SameOutput
{
    private const int Shown = 5;

    internal static void Require(SimulatedRun expected, SimulatedRun actual)
    {
        foreach (var ((uid, sink), (_, other)) in expected.Parts.MemorySinks.Zip(actual.Parts.MemorySinks))
        {
            var balance = new Dictionary<Box, int>();
            Count(sink.Committed, 1);
            Count(other.Committed, -1);
            var missing = balance.Where(static one => one.Value > 0).Select(static one => Text(one.Key, one.Value)).ToList();
            var surplus = balance.Where(static one => one.Value < 0).Select(static one => Text(one.Key, -one.Value)).ToList();
            if (missing.Count + surplus.Count == 0) continue;
            throw new InvalidOperationException(
                $"Sink '{uid}' does not hold what it holds without faults. Missing: {Some(missing)}. Too many: {Some(surplus)}.");

            void Count(IEnumerable<object?> records, int each)
            {
                foreach (var record in records) balance[new Box(record)] = balance.GetValueOrDefault(new Box(record)) + each;
            }
        }
    }

    private static string Text(Box record, int times) => times == 1 ? $"{record.Record}" : $"{times} times {record.Record}";

    private static string Some(List<string> records) => records.Count == 0 ? "none"
        : string.Join("; ", records.Take(Shown)) + (records.Count > Shown ? $"; and {records.Count - Shown} more" : "");

    /// <summary>A dictionary takes no null as a key; a stream may carry it.</summary>
    private readonly record struct Box(object? Record);
}
