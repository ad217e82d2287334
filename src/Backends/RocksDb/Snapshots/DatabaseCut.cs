namespace ActorStream.Backends;

/// <summary>
/// The database as one snapshot is to have it: what had changed in the caches when the snapshot began is written into it, then its files are linked. Until
/// that is done nothing newer may go in. Whoever comes first does it: the snapshot's writer, beside the owner, or the owner when it cannot go on without.
/// </summary>
/// <param name="write">Applies a batch to the database.</param>
/// <param name="link">Links the files.</param>
internal sealed class DatabaseCut(Action<StoreBatch> write, Action link)
{
    private readonly Lock _lock = new();
    private readonly List<IFrozenCache> _caches = [];
    private volatile bool _isDone;
    private bool _isWanted = true;
    private IOException? _failure;

    /// <summary>Whether the database has all that it was given.</summary>
    public bool IsDone => _isDone;

    /// <summary>Adds what one cache holds. The owner's, before anybody else knows this.</summary>
    public void Add(IFrozenCache cache) => _caches.Add(cache);

    /// <summary>Does it, or waits until it has been done. What fails of the writing is tried again by the next call.</summary>
    public void Complete()
    {
        if (_isDone) return;
        lock (_lock)
        {
            if (_isDone) return;
            using var batch = new StoreBatch();
            foreach (var cache in _caches) cache.Write(batch, write);
            _caches.Clear();
            Link();
            _isDone = true;
        }
    }

    /// <summary>As <see cref="Complete"/>, for whoever needs the links.</summary>
    public void CompleteLinked()
    {
        Complete();
        if (_failure is { } failure) throw new IOException($"The files of a snapshot could not be linked: {failure.Message}", failure);
    }

    /// <summary>Nobody needs the links any more. What was given is still written: the caches count on it.</summary>
    public void GiveUp()
    {
        lock (_lock) _isWanted = false;
    }

    // Once newer changes are in the database it is too late to try again.
    private void Link()
    {
        if (!_isWanted) return;
        try
        {
            link();
        }
        catch (IOException error)
        {
            _failure = error;
        }
    }
}

/// <summary>What a cache held when a snapshot began.</summary>
internal interface IFrozenCache
{
    /// <summary>Writes what had changed, in batches. If that fails it can be called again.</summary>
    void Write(StoreBatch batch, Action<StoreBatch> write);
}
