namespace ActorStream.Backends;

/// <summary>Names of an operator's states that a restore may leave out: those that it has no place for, or cannot read any more.</summary>
internal static class DroppableStates
{
    /// <summary>Among the names: whichever.</summary>
    internal const string Any = "";

    internal static bool Allows(this IReadOnlySet<string> mayDrop, string state) => mayDrop.Contains(state) || mayDrop.Contains(Any);
}
