namespace ActorStream.Backends.Files.Simulated;

/// <summary>A file of the simulated disk, open for appending.</summary>
internal sealed class SimulatedFileWriter(SimulatedFileSystem mount, SimulatedDisk disk, SimulatedFile file, string path) : IFileWriter
{
    private IOException? _lost;

    public string Path => path;

    public long Length { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        ThrowIfLost();
        await mount.EnterAsync(DiskOperation.Write, path, cancellation);
        disk.Append(file, path, bytes.Span);
        Length += bytes.Length;
    }

    public async ValueTask SyncAsync(CancellationToken cancellation = default)
    {
        ThrowIfLost();
        try
        {
            await mount.EnterAsync(DiskOperation.Sync, path, cancellation);
        }
        catch (IOException error) when (mount.IsAlive)
        {
            file.ForgetPendingWrites();
            _lost = error;
            throw;
        }

        file.Sync();
    }

    public ValueTask DisposeAsync() => default;

    private void ThrowIfLost()
    {
        if (_lost is not null)
            throw new IOException($"File '{path}' is lost: an earlier sync of it failed ({_lost.Message}). Write it anew.", _lost);
    }
}
