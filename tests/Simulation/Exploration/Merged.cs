using ActorStream.Actors;
using ActorStream.Actors.Hosts;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// Steps that are taken as soon as they can be, because to take them later leads nowhere else. The order of all others is explored.
/// </summary>
internal static class Merged
{
    internal static bool Covers(PendingStep pending, Scope scope) => pending.Step.Kind switch
    {
        // The inside of an effect. What another actor could do in between it can do before the message that began the effect arrives, or
        // before the outcome does, which is a step of its own.
        "effect" or "await" or "cancel" => true,
        // Births, watches and ends of actors. None happens between the start and the end of an epoch.
        "signal" => true,
        // Nobody waits for them: a reader was closed; old checkpoints were deleted.
        "outcome" => pending.Label.Contains("<CloseInBackground>", StringComparison.Ordinal)
            || pending.Label.EndsWith("<Run>b__1 <Start>b__2", StringComparison.Ordinal),
        _ => pending.Connection is { Pending.First.Value: var first } && Covers(first, pending.Receiver!, scope),
    };

    private static bool Covers(MailboxNode first, SimulatedCell receiver, Scope scope) => first switch
    {
        // A credit. No scope has more batches than the channels have credits of their own and the budget has bytes.
        RecordBatch { Returning: true } => true,
        // A subtask's word to itself that it has something to do. What comes from another connection between the message before and this
        // word might as well have come before both. From the same connection an abort could: it may meet a trigger that was not heeded yet.
        { } step when step.GetType().Name == "StepNode" => scope.Timeouts == 0 || !Subtasks.IsTriggered(receiver),
        Envelope { Message: var message } => Covers(message, receiver, scope),
        _ => false,
    };

    private static bool Covers(object message, SimulatedCell receiver, Scope scope) => message switch
    {
        // Only ends a timer.
        SubtaskEndedSeen => true,
        // All of these are gathered in a set, and only the last one that comes makes a difference. The sink's is not merged, so whatever
        // can happen before the last one comes can happen before the sink's.
        SubtaskEnded { Subtask.Vertex: 0 } => true,
        CheckpointCommitted { Subtask.Vertex: 0 } => true,
        CommitCheckpoint => Subtasks.IsSource(receiver),
        CheckpointAcknowledged { Subtask.Vertex: 0 } or BarrierInjected => scope.Timeouts == 0,
        // Once every split is assigned, an enumerator has nothing left to hold back, and what it answers may still come late.
        SnapshotEnumerator or ResumeAssigning or RequestSplits or InstructionSeen => !scope.IsAssigning,
        SourceInstruction { Splits.Count: 0 } => !scope.IsAssigning,
        _ => false,
    };
}
