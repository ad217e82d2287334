namespace ActorStream.Backends.Files.Simulated;

/// <summary>A file of the simulated disk, open for reading.</summary>
internal sealed class SimulatedFileReader(SimulatedFileSystem mount, SimulatedFile file, string path) : IFileReader
{
    public string Path => path;

    public long Length { get; } = file.Length;

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        await mount.EnterAsync(DiskOperation.Read, path, cancellation);
        return file.Read(offset, buffer.Span);
    }

    public ValueTask DisposeAsync() => default;
}
