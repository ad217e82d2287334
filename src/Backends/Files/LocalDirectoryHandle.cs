using System.Runtime.InteropServices;
using ActorStream.Backends.Files.Native;

namespace ActorStream.Backends.Files;

/// <summary>A directory of this machine, held open: the kernel tells each handle once of a failed sync, whoever had asked for it.</summary>
internal sealed class LocalDirectoryHandle(NativeFiles native, SafeHandle directory, string path) : IDirectoryHandle
{
    private IOException? _lost;

    public ValueTask SyncAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_lost is not null)
            throw new IOException($"Names in directory '{path}' are lost: an earlier sync of it failed ({_lost.Message}). Make them anew.", _lost);
        try
        {
            native.SyncDirectory(directory, path);
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
        directory.Dispose();
        return default;
    }
}
