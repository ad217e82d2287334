namespace ActorStream.Coordinator;

/// <summary>A process that ran subtasks is gone, or out of reach: the epoch restarts on those that are left.</summary>
internal sealed class AgentLostException(string message) : Exception(message);
