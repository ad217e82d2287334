using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ActorStream.Actors;

/// <summary>The memory of records on their way in one process: column pools, and the byte budget that batches between subtasks share.</summary>
internal sealed class Buffers
{
    private readonly ConcurrentDictionary<Type, object> _pools = new();
    private readonly int _batchRecords;

    internal Buffers(BufferSettings settings)
    {
        Settings = settings;
        _batchRecords = settings.BatchRecords;
    }

    internal BufferSettings Settings { get; }

    /// <summary>
    /// Columns that hold <c>batch-records</c> slots each, whatever the element: within a chain batches keep their count, so that columns
    /// can be passed on untouched.
    /// </summary>
    internal ColumnPool<T> Pool<T>() => (ColumnPool<T>)_pools.GetOrAdd(typeof(T), _ => new ColumnPool<T>(_batchRecords));

    /// <summary>Most records of this type that one batch carries between subtasks.</summary>
    internal int ChannelCapacity<T>() =>
        (int)Math.Clamp(Settings.BatchBytes.Bytes / Math.Max(1, Unsafe.SizeOf<T>()), 1, _batchRecords);

    /// <summary>A budget for one epoch: whatever its subtasks held when they stopped is forgotten with it.</summary>
    internal BufferBudget NewBudget() => new(Settings.Budget.Bytes);
}

/// <summary>
/// Bytes that batches in flight may take beyond the two that each channel has of its own. Thread-safe.
/// </summary>
internal sealed class BufferBudget(long limitBytes)
{
    private long _used;

    internal long UsedBytes => Interlocked.Read(ref _used);

    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limitBytes)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    internal void Release(long bytes) => Interlocked.Add(ref _used, -bytes);
}
