namespace ActorStream.Actors;

/// <summary>The operators of one subtask, connected: what <see cref="SubtaskCore"/> drives.</summary>
internal sealed class Chain(string name, Stage head, SourceHead? source, InputGate gate)
{
    private readonly IReadOnlyList<Stage> _stages = [.. head.Downstream().Distinct()];

    /// <summary>What logs call it.</summary>
    internal string Name { get; } = name;

    /// <summary>The first stage; behind the source, if there is one.</summary>
    internal Stage Head { get; } = head;

    internal SourceHead? Source { get; } = source;

    /// <summary>Where other subtasks' records come in; without channels if there is a source.</summary>
    internal InputGate Gate { get; } = gate;

    /// <summary>Stages with state or user code to open, in chain order.</summary>
    internal IReadOnlyList<IStatefulStage> Stateful => field ??= [.. _stages.OfType<IStatefulStage>()];

    /// <summary>Stages that commit.</summary>
    internal IReadOnlyList<ICommittingStage> Committing => field ??= [.. _stages.OfType<ICommittingStage>()];

    /// <summary>Where barriers and ends go out.</summary>
    internal IReadOnlyList<IExchangeStage> Exchanges => field ??= [.. _stages.OfType<IExchangeStage>()];

    /// <summary>Those whose watermark is that of the gate: no stage before them makes its own.</summary>
    internal IReadOnlyList<IIdleFollower> Following => field ??= [.. IdleFollowers.Behind(Head)];
}
