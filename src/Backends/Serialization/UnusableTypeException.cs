namespace ActorStream.Backends;

/// <summary>A type cannot be a key, a state or a record on the wire; the message names the member that prevents it.</summary>
internal sealed class UnusableTypeException(string problem) : InvalidOperationException(problem);
