namespace ActorStream.Tests.Engine.Connectors.SinkContract;

/// <summary>The smallest outside system that a transactional sink can have.</summary>
internal sealed class ToyStore
{
    /// <summary>Transactions that are neither committed nor aborted.</summary>
    internal Dictionary<string, ToyTransaction> Open { get; } = [];

    internal Dictionary<string, ToyTransaction> Committed { get; } = [];

    /// <summary>What readers see and no transaction accounts for: the work of bugs.</summary>
    internal List<string> Leaked { get; } = [];

    /// <summary>The lowest epoch that may act, of each lineage.</summary>
    internal Dictionary<string, long> Fences { get; } = [];

    internal string? ClaimedBy { get; set; }

    /// <summary>It is made by the first claim.</summary>
    internal bool IsMade { get; set; }

    internal IReadOnlyList<string> Visible => [.. Committed.Values.SelectMany(t => t.Records), .. Leaked];
}

internal sealed record ToyTransaction(string Lineage, long Epoch, List<string> Records, ToySession Writer)
{
    internal bool Prepared { get; set; }
}
