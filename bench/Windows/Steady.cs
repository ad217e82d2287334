using System.Diagnostics;

namespace ActorStream.Bench.Windows;

/// <summary>
/// One contestant's run: time and allocation of the steady state, that is from when the windows have their full size to the last record
/// read. What the end of the input makes end is not in it.
/// </summary>
internal sealed class Steady(long warmUp, long records)
{
    private readonly Stopwatch _watch = new();
    private long _allocated;

    /// <summary>Rows emitted.</summary>
    internal long Rows { get; private set; }

    /// <summary>Sum over all rows, those at the end of the input included.</summary>
    internal long Sum { get; private set; }

    internal double NanosecondsPerRecord => _watch.Elapsed.TotalNanoseconds / (records - warmUp);

    /// <summary>By the whole process, whatever for.</summary>
    internal double AllocatedBytesPerRecord => _allocated / (double)(records - warmUp);

    /// <summary>So many records were read.</summary>
    internal void Read(long count)
    {
        if (count >= warmUp && !_watch.IsRunning && _allocated == 0)
        {
            _allocated = -GC.GetTotalAllocatedBytes();
            _watch.Start();
        }

        if (count >= records && _watch.IsRunning)
        {
            _watch.Stop();
            _allocated += GC.GetTotalAllocatedBytes();
        }
    }

    /// <summary>Takes a row: cheap enough to be called for each.</summary>
    internal void Take(long sum)
    {
        Rows++;
        Sum += sum;
    }
}
