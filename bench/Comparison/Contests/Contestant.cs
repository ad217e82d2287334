namespace ActorStream.Bench.Comparison;

/// <summary>Someone who does the work of a workload.</summary>
/// <param name="Name">On the command line: small letters and dashes.</param>
/// <param name="Title">In tables and charts.</param>
/// <param name="Run">Does it once, in a process of its own.</param>
internal sealed record Contestant(string Name, string Title, Func<Effort, Task<Outcome>> Run)
{
    /// <summary>Cores that its process may use, by affinity; null: all.</summary>
    internal int? Cores { get; init; } = 1;

    /// <summary>
    /// Measured from its start, and over in seconds: compiled without the runtime's profiling (<c>TieredPGO</c>), as the documentation says of
    /// such jobs.
    /// </summary>
    internal bool IsShort { get; init; }

    /// <summary>Whether it is the engine, which charts show.</summary>
    internal bool IsEngine => Title.StartsWith("ActorStream", StringComparison.Ordinal);

    /// <summary>In a workload that shows how a cost grows: what of it, and at which point.</summary>
    internal (string Series, double At)? Point { get; init; }

    /// <summary>Why it cannot run here; null: it can.</summary>
    internal string? Missing { get; init; }
}

/// <summary>How much of it.</summary>
/// <param name="IsQuick">Little: for a first look.</param>
/// <param name="WarmUp">At least so long before anything is measured.</param>
/// <param name="Time">So long is measured.</param>
internal sealed record Effort(bool IsQuick, TimeSpan WarmUp, TimeSpan Time)
{
    internal static Effort Full { get; } = new(false, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2.3));

    internal static Effort Quick { get; } = new(true, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    /// <summary>So much of something, or less.</summary>
    internal T Of<T>(T full, T quick) => IsQuick ? quick : full;
}

/// <summary>What one process measured.</summary>
/// <param name="Check">Equal for all contestants of a workload; null where there is nothing to compare.</param>
/// <param name="Figures">By their names: see <see cref="Figure"/>.</param>
internal sealed record Outcome(long? Check, IReadOnlyDictionary<string, double> Figures)
{
    internal double? Of(string figure) => Figures.TryGetValue(figure, out var value) ? value : null;
}
