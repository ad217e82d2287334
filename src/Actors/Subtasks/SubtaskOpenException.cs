namespace ActorStream.Actors;

/// <summary>A subtask could not restore its state or open what the user gave it.</summary>
internal sealed class SubtaskOpenException(string message, Exception inner) : Exception(message, inner);
