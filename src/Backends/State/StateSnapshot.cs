namespace ActorStream.Backends;

/// <summary>
/// A backend's state frozen at one moment. Written by an effect, on any thread, while the owner goes on; disposing it, on any thread
/// and at any time except during a write, gives back what it holds.
/// </summary>
internal abstract class StateSnapshot : IDisposable
{
    /// <summary>Writes what the base does not hold, each file synced. The caller syncs the directory. Can be repeated after a failure.</summary>
    public abstract ValueTask<KeyedPart> WriteAsync(SnapshotTarget target, CancellationToken cancellation);

    public abstract void Dispose();
}
