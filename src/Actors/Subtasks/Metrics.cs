using System.Collections.Concurrent;

namespace ActorStream.Actors;

/// <summary>
/// What one subtask counts. Written by its actor alone, read by anyone at any time; a reader may see values of slightly different moments.
/// </summary>
internal sealed class SubtaskMetrics
{
    private long _recordsIn;
    private long _late;
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
