using System.Runtime.InteropServices;
using ActorStream.Backends.Files.Native;

namespace ActorStream.Backends.Files;

/// <summary>A file of this machine, open for appending.</summary>
internal sealed class LocalFileWriter(NativeFiles native, SafeHandle file, string path) : IFileWriter
{
    /// <summary>
    /// Bytes after which a thread that writes lets another one run that waits for its processor: a millisecond or so of a snapshot. The
    /// system would have records wait for 8 ms at a time, even where another processor is idle by then.
    /// </summary>
    private const long BytesPerTurn = 1 << 20;

    private IOException? _lost;

    public string Path => path;

    public long Length { get; private set; }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ThrowIfLost();
        native.Write(file, path, Length, bytes.Span);
        if (Length / BytesPerTurn != (Length + bytes.Length) / BytesPerTurn)
        {
            Thread.Yield();
        }

        Length += bytes.Length;
        return default;
    }

    public ValueTask SyncAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ThrowIfLost();
        try
        {
            native.Sync(file, path);
        }
        catch (IOException error)
        {
            _lost = error;
            throw;
        }

        return default;
    }

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return default;
    }

    // A second fsync would answer "fine" about pages that the kernel has already dropped.
    private void ThrowIfLost()
    {
        if (_lost is not null)
            throw new IOException($"File '{path}' is lost: an earlier sync of it failed ({_lost.Message}). Write it anew.", _lost);
    }
}
