namespace ActorStream.TestKit;

/// <summary>What one collection of records has and another has not, in whatever order: each record as often as it is there.</summary>
/// <param name="Missing">Records that were expected and are not there, and how many times.</param>
/// <param name="Surplus">Records that are there and were not expected, or not as often, and how many times.</param>
internal sealed record Difference<T>(IReadOnlyList<(T Record, int Times)> Missing, IReadOnlyList<(T Record, int Times)> Surplus)
{
    private const int Shown = 5;

    internal bool IsNone => Missing.Count + Surplus.Count == 0;

    /// <summary>Says both, in words that follow a colon.</summary>
    public override string ToString() => Text(static record => $"{record}");

    internal string Text(Func<T, string> text) => $"missing {Some(Missing, text)}; too many {Some(Surplus, text)}";

    private static string Some(IReadOnlyList<(T Record, int Times)> records, Func<T, string> text) => records.Count == 0 ? "none"
        : string.Join(", ", records.Take(Shown).Select(one => one.Times == 1 ? text(one.Record) : $"{one.Times} times {text(one.Record)}"))
            + (records.Count > Shown ? $" and {records.Count - Shown} more" : "");
}

/// <summary>Compares.</summary>
internal static class Difference
{
    internal static Difference<T> Of<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        var balance = new Dictionary<Box<T>, int>();
        foreach (var record in expected) balance[new(record)] = balance.GetValueOrDefault(new(record)) + 1;
        foreach (var record in actual) balance[new(record)] = balance.GetValueOrDefault(new(record)) - 1;
        return new Difference<T>(Of(balance, sign: 1), Of(balance, sign: -1));
    }

    private static List<(T Record, int Times)> Of<T>(Dictionary<Box<T>, int> balance, int sign) =>
        [.. balance.Where(one => Math.Sign(one.Value) == sign).Select(static one => (one.Key.Record, Math.Abs(one.Value)))];

    /// <summary>A dictionary takes no null as a key; a stream may carry it.</summary>
    private readonly record struct Box<T>(T Record);
}
