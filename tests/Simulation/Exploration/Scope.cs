using ActorStream.Coordinator;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// What is explored: a source of two subtasks and so a sink subtask with two channels, the coordinator in a process of its own, and what
/// may happen to them. Of what may happen, every order is in scope.
/// </summary>
internal sealed record Scope(string Name)
{
    /// <summary>What it is about, for the summary.</summary>
    internal required string About { get; init; }

    /// <summary>Records of each of the source's two lists, one per batch.</summary>
    internal int Records { get; init; } = 1;

    /// <summary>Rounds that may start before the input's end, each at any moment. The final round comes on top.</summary>
    internal int Rounds { get; init; } = 1;

    /// <summary>Rounds under way at once.</summary>
    internal int Concurrent { get; init; } = 1;

    /// <summary>Rounds that may be given up for having taken too long, each at any moment.</summary>
    internal int Timeouts { get; init; }

    /// <summary>
    /// Whether it begins when the epoch does, so that the splits are assigned while rounds start; else both sources hold their split, and
    /// the assigning has happened in a fixed order.
    /// </summary>
    internal bool IsAssigning { get; init; }

    /// <summary>
    /// The journal's append, counted from where the exploration begins, whose outcome its writer does not learn; 0: none.
    /// </summary>
    internal int UnknownAppend { get; init; }

    /// <summary>What becomes of that append.</summary>
    internal AppendFate Fate { get; init; } = AppendFate.KeptAndUnknown;

    /// <summary>What may crash, once, at any moment. The recovery is run in a fixed order.</summary>
    internal IReadOnlyList<Crash> Crashes { get; init; } = [];
}

/// <summary>What dies. Started again at once, under its old name.</summary>
internal enum Crash
{
    Worker,
    Coordinator,
    Both,
}
