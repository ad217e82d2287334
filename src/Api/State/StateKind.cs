namespace ActorStream;

/// <summary>The kinds of state an operator can keep. The numbers are part of the snapshot format: never renumber.</summary>
public enum StateKind
{
    /// <summary>One value per key: <see cref="ValueState{T}"/>.</summary>
    Value = 1,

    /// <summary>One value per slice of time and key; kept by windows.</summary>
    Slice = 2,

    /// <summary>Timers of a key.</summary>
    Timer = 3,

    /// <summary>One value per key and map key: <see cref="MapState{TMapKey, T}"/>.</summary>
    Map = 4,

    /// <summary>Values in order, per key: <see cref="ListState{T}"/>.</summary>
    List = 5,

    /// <summary>One value per key, of all that was added: <see cref="ReducingState{T}"/>.</summary>
    Reducing = 6,

    /// <summary>One accumulator per key: <see cref="AggregatingState{TIn, TAcc, TOut}"/>.</summary>
    Aggregating = 7,

    /// <summary>A list per subtask, split at a restore: <see cref="OperatorListState{T}"/>.</summary>
    OperatorList = 16,

    /// <summary>A list per subtask, given to all at a restore: <see cref="OperatorListState{T}"/>.</summary>
    OperatorUnion = 17,

    /// <summary>A map that all subtasks have: <see cref="BroadcastState{TMapKey, T}"/>.</summary>
    Broadcast = 18,
}
