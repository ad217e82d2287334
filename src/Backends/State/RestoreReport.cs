namespace ActorStream.Backends;

/// <summary>What a restore did.</summary>
/// <param name="Entries">Entries restored.</param>
/// <param name="BytesRead">Bytes read of the files.</param>
/// <param name="Empty">Declared states that no snapshot knew: they start empty.</param>
/// <param name="Dropped">States with entries that the operator no longer declares, allowed by name.</param>
internal sealed record RestoreReport(long Entries, long BytesRead, IReadOnlyList<string> Empty, IReadOnlyList<string> Dropped)
{
    /// <summary>Whether all states were found as they are declared, and no others.</summary>
    public bool IsExact { get; init; }
}

/// <summary>A snapshot is intact but does not fit the operator. The message names state and field, and what to do.</summary>
internal sealed class StateRestoreException(string message, Exception? inner = null) : InvalidOperationException(message, inner), IPermanentError;
