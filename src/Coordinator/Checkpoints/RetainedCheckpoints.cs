using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// The completed checkpoints that are kept, and the files that each needs. The newest is always among them. What is not needed by these
/// or by a round under way may be deleted.
/// </summary>
internal sealed class RetainedCheckpoints(int most)
{
    private readonly List<Retained> _retained = [];
    private HashSet<string> _pinned = [];
    private volatile IReadOnlySet<string> _files = new HashSet<string>(); // Replaced, never changed: effects look at it.

    /// <summary>Ids, oldest first.</summary>
    internal IEnumerable<long> Checkpoints => _retained.Select(static one => one.Attempt.Checkpoint);

    /// <summary>Adds one that was journalled.</summary>
    /// <param name="attempt">Which.</param>
    /// <param name="files">What it needs; null if that cannot be read: then its directory stays, and all that it may build on.</param>
    /// <param name="oldestBase">The oldest checkpoint that a round under way may build on: it stays, with all behind it.</param>
    internal void Add(CheckpointAttempt attempt, IEnumerable<string>? files, long oldestBase = long.MaxValue)
    {
        _retained.Add(new Retained(attempt, files?.ToHashSet()));
        while (_retained.Count > most && _retained[0].Attempt.Checkpoint < oldestBase) _retained.RemoveAt(0);
        ListFiles();
    }

    /// <summary>What stays whatever comes: files of a checkpoint that the job was started from and does not own.</summary>
    internal void Pin(IEnumerable<string> files)
    {
        _pinned = files.ToHashSet();
        ListFiles();
    }

    /// <summary>Lets go of all but the newest ones.</summary>
    internal void KeepOnly(int newest)
    {
        if (_retained.Count > newest) _retained.RemoveRange(0, _retained.Count - newest);
        ListFiles();
    }

    /// <summary>Whether a file is kept for some checkpoint.</summary>
    internal bool Holds(string file) => _files.Contains(file);

    /// <summary>What may be deleted now.</summary>
    /// <param name="isUnderWay">Attempts whose writers may still be at work for a round that can complete.</param>
    internal Clearance Clear(Func<CheckpointAttempt, bool> isUnderWay)
    {
        // What a checkpoint builds on has a lower number.
        var unknown = _retained.Where(static one => one.Files is null).Select(static one => one.Attempt.Checkpoint).DefaultIfEmpty(-1)
            .Max();
        return new Clearance(_files, attempt => attempt.Checkpoint <= unknown || isUnderWay(attempt), file => _files.Contains(file));
    }

    private void ListFiles() => _files = _retained.SelectMany(static one => one.Files ?? []).Concat(_pinned).ToHashSet();

    private sealed record Retained(CheckpointAttempt Attempt, HashSet<string>? Files);
}

/// <summary>What must stay; the rest may go.</summary>
/// <param name="Referenced">Files, relative to the job's directory.</param>
/// <param name="IsKept">Attempts of which everything stays.</param>
/// <param name="IsReferencedNow">Whether a file is referenced at this very moment; for effects.</param>
internal sealed record Clearance(IReadOnlySet<string> Referenced, Func<CheckpointAttempt, bool> IsKept, Func<string, bool> IsReferencedNow);
