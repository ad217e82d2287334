namespace ActorStream.Backends;

/// <summary>
/// Numbers the times between two snapshots of a backend, from 1, so that a change can be said to lie before or behind a snapshot. One for all
/// tables of a backend; used by its owner.
/// </summary>
/// <param name="isTracked">Whether changes are marked at all: whether increments are wanted.</param>
internal sealed class SnapshotIntervals(bool isTracked)
{
    private readonly Dictionary<long, long> _closedBy = [];

    public bool IsTracked { get; } = isTracked;

    /// <summary>The interval under way.</summary>
    public long Current { get; private set; } = 1;

    /// <summary>The newest interval of which everything lies in a snapshot known to be complete; 0: none.</summary>
    public long Confirmed { get; private set; }

    /// <summary>The snapshot for a checkpoint ends the interval.</summary>
    public void Close(long checkpoint) => _closedBy[checkpoint] = Current++;

    /// <summary>A checkpoint is complete. Answers whether this backend has taken its snapshot and not forgotten it.</summary>
    public bool TryConfirm(long checkpoint)
    {
        if (!_closedBy.TryGetValue(checkpoint, out var interval))
        {
            return false;
        }

        Confirmed = Math.Max(Confirmed, interval);
        foreach (var older in _closedBy.Keys.Where(key => key < checkpoint).ToList())
        {
            _closedBy.Remove(older);
        }

        return true;
    }
}
