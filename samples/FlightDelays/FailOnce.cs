namespace FlightDelays;

/// <summary>
/// Lets records through and throws at the n-th, once: the restarted job passes it. A lambda with a state, which no other should be: it is
/// here to break things.
/// </summary>
sealed class FailOnce(long after)
{
    long _seen;

    public Flight Pass(Flight flight) => after == 0 || Interlocked.Increment(ref _seen) != after
        ? flight
        : throw new InvalidOperationException($"Thrown after {after} records, as --fail-after asks for.");
}
