using System.Runtime.InteropServices;
using ActorStream.Backends.Files.Native;

namespace ActorStream.Backends.Files;

/// <summary>A file of this machine, open for reading.</summary>
internal sealed class LocalFileReader(NativeFiles native, SafeHandle file, string path) : IFileReader
{
    public string Path => path;

    public long Length { get; } = native.Length(file, path);

    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(native.Read(file, path, offset, buffer.Span));
    }

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return default;
    }
}
