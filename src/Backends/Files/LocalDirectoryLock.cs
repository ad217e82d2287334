using System.Runtime.InteropServices;

namespace ActorStream.Backends.Files;

/// <summary>A directory's lock, held as long as the file is open: the kernel lets go of it however the process ends.</summary>
internal sealed class LocalDirectoryLock(SafeHandle file) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return default;
    }
}
