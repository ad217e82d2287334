using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ActorStream.Backends;

/// <summary>
/// The process's budget for state memory: native pages, which the garbage collector's limits do not see, and what operators keep beside their
/// state that grows with it. Thread-safe; shared by all backends.
/// Measured by the gauge <c>actorstream.state.native</c> (bytes).
/// </summary>
internal sealed class HeapMemory : IDisposable
{
    private readonly Meter _meter = new("ActorStream.State");
    private readonly ConcurrentDictionary<int, PageSlabs> _slabs = new();
    private long _used;

    public HeapMemory(long limitBytes)
    {
        LimitBytes = limitBytes;
        _meter.CreateObservableUpDownCounter(
            "actorstream.state.native", () => UsedBytes, "By", "Memory of keyed state: native pages, those held by snapshots included, and panes of sliding windows.");
    }

    /// <summary>Bytes that may be allocated; <see cref="long.MaxValue"/> for no limit.</summary>
    public long LimitBytes { get; }

    /// <summary>Bytes allocated now, pages held by snapshots included.</summary>
    public long UsedBytes => Interlocked.Read(ref _used);

    /// <exception cref="StateMemoryExceededException">The budget has no room for that.</exception>
    public void Take(long bytes)
    {
        var used = Interlocked.Add(ref _used, bytes);
        if (used > LimitBytes)
        {
            Interlocked.Add(ref _used, -bytes);
            throw new StateMemoryExceededException(bytes, used - bytes, LimitBytes);
        }
    }

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);

    /// <summary>Where pages of a size come from, those of all tables alike. What is taken there must be taken from the budget first.</summary>
    public PageSlabs Slabs(int pageBytes) => _slabs.GetOrAdd(pageBytes, static bytes => new PageSlabs(bytes));

    public void Dispose() => _meter.Dispose();
}

/// <summary>Keyed state needs more memory than the process may use for it.</summary>
internal sealed class StateMemoryExceededException(long wantedBytes, long usedBytes, long limitBytes)
    : Exception($"Keyed state needs {wantedBytes} bytes more: {usedBytes} of {limitBytes} bytes of its memory are in use. "
        + "Raise the limit, raise the parallelism over more processes, or let state expire.");
