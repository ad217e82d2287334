namespace ActorStream.Backends;

/// <summary>
/// One subtask's part of a checkpoint: what its acknowledgement carries and the manifest keeps. One entry per operator of its chain that
/// holds state.
/// </summary>
/// <param name="Operators">In chain order.</param>
internal sealed record SubtaskSnapshot(IReadOnlyList<OperatorSnapshot> Operators)
{
    internal static SubtaskSnapshot Empty { get; } = new([]);
}

/// <summary>The state of one operator in one subtask.</summary>
/// <param name="Uid">The operator's uid: what a restore maps by.</param>
/// <param name="Keyed">Keyed state and timers: one part in a snapshot, one or more in what is to be restored; empty if the operator has none.</param>
/// <param name="Lists">Operator state, small, kept inline in the manifest.</param>
internal sealed record OperatorSnapshot(string Uid, IReadOnlyList<KeyedPart> Keyed, IReadOnlyList<OperatorStateList> Lists);

/// <summary>A named list of opaque items, and who gets them at a restore.</summary>
/// <param name="Name">Among the lists that a function declared, or among the engine's own of the operator.</param>
/// <param name="Distribution">Who gets them.</param>
/// <param name="Items">The items.</param>
internal sealed record OperatorStateList(string Name, StateDistribution Distribution, IReadOnlyList<ReadOnlyMemory<byte>> Items)
{
    /// <summary>
    /// The <see cref="Backends.Schema"/> of the items as <see cref="SchemaFormat"/> writes it, if a function declared the list: its type may be
    /// another one at a restore. Null: the engine's own.
    /// </summary>
    internal ReadOnlyMemory<byte>? Schema { get; init; }

    /// <summary>The engine's list of how far an operator's event time is.</summary>
    internal const string WatermarkName = "watermark";

    /// <summary>Whether something is lost with it: event time comes anew.</summary>
    internal bool IsState => Items.Count > 0 && (Schema is not null || Name != WatermarkName);
}

/// <summary>Who gets the items of an <see cref="OperatorStateList"/> at a restore, whatever the parallelism is then.</summary>
internal enum StateDistribution
{
    /// <summary>Each item goes to one subtask, spread evenly.</summary>
    Split,

    /// <summary>Every subtask gets every item of all subtasks (watermarks: each takes those of its keys).</summary>
    Union,

    /// <summary>Every subtask gets the items, which one subtask has written for all, since all have the same.</summary>
    Broadcast,

    /// <summary>To the source's enumerator: splits with their positions.</summary>
    Enumerator,

    /// <summary>To the sink's recovery: transactions prepared and not known to be committed.</summary>
    Committables,
}
