namespace FlightDelays;

/// <summary>Throws once in the life of the process, to show a recovery. Thread-safe: all subtasks share it.</summary>
/// <param name="afterRecords">How many records pass first; 0 for no fault at all.</param>
public sealed class InjectedFault(long afterRecords)
{
    // Static, because a restarted job must not fail again, even if it was declared anew.
    private static long s_records;

    /// <summary>Lets a record pass.</summary>
    /// <exception cref="InvalidOperationException">Enough have passed, for the first time.</exception>
    public bool Pass() => afterRecords == 0 || Interlocked.Increment(ref s_records) != afterRecords + 1
        ? true
        : throw new InvalidOperationException($"A fault on purpose, after {afterRecords} records (--fail-after).");
}
