namespace ActorStream;

/// <summary>Who gets the items of an <see cref="OperatorListState{T}"/> when a job is restored.</summary>
public enum Redistribution
{
    /// <summary>
    /// Each item goes to one subtask: back to its own if the operator has as many subtasks as before, else they are spread evenly.
    /// </summary>
    Split,

    /// <summary>Every subtask gets the items of all subtasks, and keeps those that are its business.</summary>
    Union,
}
