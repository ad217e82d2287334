namespace ActorStream.Backends;

/// <summary>
/// A backend's state frozen at one moment. Written by an effect, on any thread, while the owner goes on; disposing it, on any thread
/// and at any time except during a write, gives back what it holds.
/// </summary>
internal abstract class StateSnapshot : IDisposable
{
    /// <summary>Entries of all states.</summary>
    public abstract long Entries { get; }

    /// <summary>Writes and syncs one file. The caller syncs the directory. A file left by a failed write is deleted if possible.</summary>
    public abstract ValueTask<SnapshotFile> WriteAsync(IFileSystem files, string path, CancellationToken cancellation);

    public abstract void Dispose();
}
