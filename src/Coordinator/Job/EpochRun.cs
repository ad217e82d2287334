using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>One epoch from its deployment on: who runs in it.</summary>
internal sealed class EpochRun(long epoch, RestorePlan restore)
{
    internal long Epoch => epoch;

    internal RestorePlan Restore => restore;

    /// <summary>Where the subtasks are; complete once all agents have deployed.</summary>
    internal Dictionary<SubtaskId, IActorRef> Subtasks { get; } = [];

    /// <summary>The agents that run any.</summary>
    internal HashSet<IActorRef> Agents { get; } = [];

    /// <summary>The enumerators, by vertex.</summary>
    internal Dictionary<int, IActorRef> Enumerators { get; } = [];
}
