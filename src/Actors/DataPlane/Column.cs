using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ActorStream.Actors;

/// <summary>One column of a batch: an array that exactly one batch owns at a time.</summary>
internal abstract class Column
{
    /// <summary>Gives the array back. <paramref name="used"/> slots may hold references and are cleared.</summary>
    internal abstract void Return(int used);
}

/// <inheritdoc/>
internal sealed class Column<T> : Column
{
    private readonly ColumnPool<T> _pool;

    internal Column(ColumnPool<T> pool, int capacity) => (_pool, Items) = (pool, new T[capacity]);

    internal T[] Items { get; }

    internal override void Return(int used)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            // Uncleared columns keep whole generations of records alive and lengthen every collection.
            Array.Clear(Items, 0, used);
        }

        _pool.Return(this);
    }
}

/// <summary>
/// Columns of one type in one process. Thread-safe: a column is rented by one subtask and often returned by another.
/// </summary>
internal sealed class ColumnPool<T>(int capacity)
{
    /// <summary>Columns kept for reuse; more are left to the collector.</summary>
    private const int MaxKept = 256;

    private readonly ConcurrentQueue<Column<T>> _free = new();

    /// <summary>Slots of a column.</summary>
    internal int Capacity { get; } = capacity;

    internal Column<T> Rent() => _free.TryDequeue(out var column) ? column : new Column<T>(this, Capacity);

    internal void Return(Column<T> column)
    {
        if (_free.Count < MaxKept)
        {
            _free.Enqueue(column);
        }
    }
}
