using System.Collections.Concurrent;

namespace ActorStream.Actors;

/// <summary>
/// What one subtask counts. Written by its actor alone, read by anyone at any time; a reader may see values of slightly different moments.
/// </summary>
internal sealed class SubtaskMetrics
{
    private long _recordsIn;
    private long _late;
    private long _failed;
    private long _restoredEntries;
    private long _restoredBytes;
    private long _watermark = long.MinValue;
    private IReadOnlyList<SplitStatus> _splits = [];
    private IReadOnlyList<InputChannel> _inputs = [];

    // Timestamps of the host's clock. A step or a wait under way is known by its beginning; 0: there is none.
    private long _busy;
    private long _heldUp;
    private long _stepSince;
    private long _heldUpSince;

    /// <summary>Records read or received, over all epochs in this process.</summary>
    internal long RecordsIn => Volatile.Read(ref _recordsIn);

    /// <summary>Records dropped because their window had ended.</summary>
    internal long LateRecords => Volatile.Read(ref _late);

    /// <summary>Records at which an operator's code threw and that were left out, or went elsewhere.</summary>
    internal long FailedRecords => Volatile.Read(ref _failed);

    /// <summary>UTC ticks; <see cref="long.MinValue"/> before the first.</summary>
    internal long Watermark
    {
        get => Volatile.Read(ref _watermark);
        set => Volatile.Write(ref _watermark, value);
    }

    /// <summary>The splits of a source subtask, per stage that makes watermarks: objects that its actor goes on writing to.</summary>
    internal IReadOnlyList<SplitStatus> Splits
    {
        get => Volatile.Read(ref _splits);
        set => Volatile.Write(ref _splits, value);
    }

    /// <summary>The input channels of this epoch, likewise; none at a source.</summary>
    internal IReadOnlyList<InputChannel> Inputs
    {
        get => Volatile.Read(ref _inputs);
        set => Volatile.Write(ref _inputs, value);
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

    internal void CountFailed() => Volatile.Write(ref _failed, _failed + 1);

    internal void CountLate(int records) => Volatile.Write(ref _late, _late + records);

    /// <summary>A step of the subtask begins: if the one before was held up, it was until now.</summary>
    internal void StepBegins(long now)
    {
        if (_heldUpSince != 0)
        {
            Volatile.Write(ref _heldUp, _heldUp + now - _heldUpSince);
            Volatile.Write(ref _heldUpSince, 0);
        }

        Volatile.Write(ref _stepSince, now);
    }

    /// <summary>It ends; held up if there is no room for what it made, or a sink takes nothing.</summary>
    internal void StepEnds(long now, bool isHeldUp)
    {
        Volatile.Write(ref _busy, _busy + now - _stepSince);
        Volatile.Write(ref _stepSince, 0);
        if (isHeldUp) Volatile.Write(ref _heldUpSince, now);
    }

    /// <summary>How long the subtask has been at work, and how long held up, up to now; both in units of the host's clock.</summary>
    internal (long Busy, long HeldUp) TimesAt(long now)
    {
        var (step, heldUp) = (Volatile.Read(ref _stepSince), Volatile.Read(ref _heldUpSince));
        return (Volatile.Read(ref _busy) + (step == 0 ? 0 : now - step), Volatile.Read(ref _heldUp) + (heldUp == 0 ? 0 : now - heldUp));
    }
}

/// <summary>The metrics of all subtasks in this process.</summary>
internal sealed class JobMetrics
{
    private readonly ConcurrentDictionary<SubtaskId, SubtaskMetrics> _subtasks = new();

    internal IReadOnlyDictionary<SubtaskId, SubtaskMetrics> Subtasks => _subtasks;

    internal SubtaskMetrics For(SubtaskId subtask) => _subtasks.GetOrAdd(subtask, _ => new SubtaskMetrics());
}
