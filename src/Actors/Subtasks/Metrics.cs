using System.Collections.Concurrent;

namespace ActorStream.Actors;

/// <summary>
/// What one subtask counts. Written by its actor alone, read by anyone at any time; a reader may see values of slightly different moments.
/// </summary>
internal sealed class SubtaskMetrics
{
    private long _recordsIn;
    private long _late;
    private long _restoredEntries;
    private long _restoredBytes;
    private long _watermark = long.MinValue;

    /// <summary>Records read or received, over all epochs in this process.</summary>
    internal long RecordsIn => Volatile.Read(ref _recordsIn);

    /// <summary>Records dropped because their window had ended.</summary>
    internal long LateRecords => Volatile.Read(ref _late);

    /// <summary>UTC ticks; <see cref="long.MinValue"/> before the first.</summary>
    internal long Watermark
    {
        get => Volatile.Read(ref _watermark);
        set => Volatile.Write(ref _watermark, value);
    }

    /// <summary>Entries of keyed state that were restored, over all epochs in this process.</summary>
    internal long RestoredEntries => Volatile.Read(ref _restoredEntries);

    /// <summary>Bytes of files read for that: of ranges that the subtask does not own, no more than the blocks at their edges.</summary>
    internal long RestoredBytes => Volatile.Read(ref _restoredBytes);

    internal void CountRestored(long entries, long bytes)
    {
        Volatile.Write(ref _restoredEntries, _restoredEntries + entries);
        Volatile.Write(ref _restoredBytes, _restoredBytes + bytes);
    }

    internal void CountIn(int records) => Volatile.Write(ref _recordsIn, _recordsIn + records);

    internal void CountLate(int records) => Volatile.Write(ref _late, _late + records);
}

/// <summary>The metrics of all subtasks in this process.</summary>
internal sealed class JobMetrics
{
    private readonly ConcurrentDictionary<SubtaskId, SubtaskMetrics> _subtasks = new();

    internal IReadOnlyDictionary<SubtaskId, SubtaskMetrics> Subtasks => _subtasks;

    internal SubtaskMetrics For(SubtaskId subtask) => _subtasks.GetOrAdd(subtask, _ => new SubtaskMetrics());
}
