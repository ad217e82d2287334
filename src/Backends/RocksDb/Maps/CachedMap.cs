using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>What is known here of the map of one key.</summary>
internal sealed class CachedMap<TSub, T> : IWeighed
{
    private const int OwnBytes = 200;
    private const int EntryBytes = 16;

#pragma warning disable CS8714 // Map keys are never null, which the stores' type parameters do not say.
    /// <summary>Entries that were read or changed, and map keys of which it is known that they have none.</summary>
    public Dictionary<TSub, Cell> Cells { get; } = [];
#pragma warning restore CS8714

    /// <summary>Whether entries that are not among the cells do not exist.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Whether all that the database has of it is to be removed, before the cells are written.</summary>
    public bool IsCleared { get; set; }

    /// <summary>Index of the next element of a list; below 0 if it is not known.</summary>
    public long Next { get; set; } = -1;

    public long Bytes
    {
        get
        {
            var bytes = OwnBytes + ((long)Cells.Count * (Unsafe.SizeOf<TSub>() + Unsafe.SizeOf<Cell>() + EntryBytes));
            if (RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TSub, T>>())
            {
                foreach (var (sub, cell) in Cells)
                {
                    bytes += RecordSize<TSub>.Of(sub) - RecordSize<TSub>.Constant;
                    if (cell.Value is not null) bytes += RecordSize<T>.Of(cell.Value) - RecordSize<T>.Constant;
                }
            }

            return bytes;
        }
    }

    /// <summary>The same with cells of its own.</summary>
    public CachedMap<TSub, T> Copy()
    {
        var copy = new CachedMap<TSub, T> { IsComplete = IsComplete, IsCleared = IsCleared, Next = Next };
        foreach (var (sub, cell) in Cells) copy.Cells.Add(sub, cell);
        return copy;
    }

    /// <summary>The database has it as it is.</summary>
    public void Clean()
    {
        IsCleared = false;
        // Changing values of a dictionary while it is iterated is allowed, adding is not.
        foreach (var (sub, cell) in Cells)
        {
            if (cell.IsDirty) Cells[sub] = cell with { IsDirty = false };
        }
    }

    /// <summary>Sets the cell of a map key; the first of several equal ones stays.</summary>
    public void Set(in TSub sub, in T value, bool exists, bool isDirty) =>
        Cells[sub] = new Cell(value, exists, isDirty);

    internal readonly record struct Cell(T Value, bool Exists, bool IsDirty);
}
