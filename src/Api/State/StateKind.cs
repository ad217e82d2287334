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
}
