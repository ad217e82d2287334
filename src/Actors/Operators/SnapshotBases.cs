using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// What one operator's keyed state was written to, per checkpoint, so that the next snapshot can build on it: on the one that the barrier
/// names as complete, never on one of which nothing is known yet.
/// </summary>
internal sealed class SnapshotBases
{
    private readonly Dictionary<long, KeyedPart> _parts = [];

    internal void Add(long checkpoint, KeyedPart part) => _parts[checkpoint] = part;

    /// <summary>
    /// The snapshot of a checkpoint that is complete; null if it is not known here. Older ones will not be asked for any more.
    /// </summary>
    internal SnapshotBase? Find(long checkpoint)
    {
        foreach (var older in _parts.Keys.Where(key => key < checkpoint).ToList())
        {
            _parts.Remove(older);
        }

        return _parts.TryGetValue(checkpoint, out var part) ? new SnapshotBase(checkpoint, part) : null;
    }
}
