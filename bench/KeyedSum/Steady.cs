using System.Diagnostics;

namespace ActorStream.Bench.KeyedSum;

/// <summary>
/// One contestant's run: time and allocation of the steady state, that is of all records behind the warm-up, in which code is compiled and
/// the table of keys grows to its size.
/// </summary>
internal sealed class Steady(long warmUp, long records)
{
    private readonly Stopwatch _watch = new();
    private long _allocated;
    private long _done;

    /// <summary>Sum of all running sums: equal for all contestants, or they did not do the same work.</summary>
    internal long Check { get; private set; }

    internal double RecordsPerSecond => (records - warmUp) / _watch.Elapsed.TotalSeconds;

    /// <summary>By the whole process, whatever for.</summary>
    internal double AllocatedBytesPerRecord => _allocated / (double)(records - warmUp);

    /// <summary>Called for each record by the last operator; cheap enough for that.</summary>
    internal void Take(long sum)
    {
        Check += sum;
        if (++_done == warmUp)
        {
            _allocated = -GC.GetTotalAllocatedBytes();
            _watch.Start();
        }
        else if (_done == records)
        {
            _watch.Stop();
            _allocated += GC.GetTotalAllocatedBytes();
        }
    }
}
