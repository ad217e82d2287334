namespace ActorStream.Coordinator;

/// <summary>Rounds fail and the job cannot go on so: it restarts from its last checkpoint.</summary>
internal sealed class CheckpointsFailedException(string message) : Exception(message);
