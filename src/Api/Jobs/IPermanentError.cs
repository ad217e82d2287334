namespace ActorStream;

/// <summary>
/// Implemented by exceptions that a restart brings again, because the same input or the same program would: a malformed row, say. One that
/// is thrown by user code, a source or a sink, or that is the cause of what is thrown, fails the job at once, whatever its restart
/// strategy.
/// </summary>
public interface IPermanentError;
