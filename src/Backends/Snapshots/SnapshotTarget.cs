namespace ActorStream.Backends;

/// <summary>
/// Where the snapshot of one operator in one subtask goes: files of their own in the attempt's directory, or, while they are small, the
/// acknowledgement, with which the coordinator gets them to put together into one file. Used by one effect.
/// </summary>
/// <param name="storage">Of the job.</param>
/// <param name="attempt">The attempt.</param>
/// <param name="name">Relative path that the names of files begin with.</param>
/// <param name="settings">What is small, and whether blocks are compressed.</param>
internal sealed class SnapshotTarget(CheckpointStorage storage, CheckpointAttempt attempt, string name, CheckpointSettings settings) : IAsyncDisposable
{
    private IDirectoryHandle? _directory;

    /// <summary>Whether blocks of snapshot files are to be compressed.</summary>
    public bool Compresses { get; } = settings.Compression == SnapshotCompression.Brotli;

    /// <summary>Writes a file, durably but for its name.</summary>
    /// <param name="suffix">Tells it from others of this target.</param>
    /// <param name="write">Gives its bytes.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async ValueTask<SnapshotFile> WriteAsync(string suffix, Func<SnapshotOutput, ValueTask> write, CancellationToken cancellation)
    {
        var path = name + suffix;
        try
        {
            await using var output = new SnapshotOutput(() => CreateAsync(path, cancellation), (int)settings.GatherBelow.Bytes);
            await write(output);
            return await output.FinishAsync(path, cancellation);
        }
        catch when (_directory is not null)
        {
            await TryDeleteAsync(path);
            throw;
        }
    }

    /// <summary>Makes the names of files that were written durable: the last step.</summary>
    public ValueTask SyncAsync(CancellationToken cancellation) => _directory?.SyncAsync(cancellation) ?? default;

    public ValueTask DisposeAsync() => _directory?.DisposeAsync() ?? default;

    private async ValueTask TryDeleteAsync(string path)
    {
        try
        {
            await storage.Files.DeleteAsync(storage.FullPath(path), CancellationToken.None);
        }
        catch (IOException)
        {
            // The write's own failure is the one to report; what is left over is unreferenced and cleaned up as such.
        }
    }

    private async ValueTask<IFileWriter> CreateAsync(string path, CancellationToken cancellation)
    {
        _directory ??= await storage.OpenAsync(attempt, cancellation);
        await storage.Files.DeleteAsync(storage.FullPath(path), cancellation);
        return await storage.Files.CreateAsync(storage.FullPath(path), cancellation);
    }
}
