using System.Runtime.InteropServices;
using static ActorStream.Backends.Files.Native.LinuxCalls;

namespace ActorStream.Backends.Files.Native;

/// <summary>Linux: every call made directly, every result looked at. A call that a signal interrupted is made again, save fsync and close.</summary>
internal sealed class LinuxFiles : NativeFiles
{
    private const int MaxTransferBytes = 0x7ffff000; // What Linux moves in one read or write at most.
    private const uint OwnerGroupAndOthersMayWrite = 0x1b6; // 0666, less the process's umask.

    internal override SafeHandle CreateNew(string path) => Open(path, WriteOnly | Create | Exclusive);

    internal override SafeHandle OpenRead(string path) => Open(path, ReadOnly);

    internal override long Length(SafeHandle file, string path)
    {
        var end = lseek(file, 0, SeekEnd);
        return end >= 0 ? end : throw LinuxError.Last("find the length of", path);
    }

    internal override unsafe void Write(SafeHandle file, string path, long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* start = bytes)
                written = pwrite(file, start, nuint.Min((nuint)bytes.Length, MaxTransferBytes), offset);
            if (written < 0)
            {
                if (LinuxError.WasInterrupted) continue;
                throw LinuxError.Last("write to", path);
            }

            bytes = bytes[(int)written..];
            offset += written;
        }
    }

    internal override unsafe int Read(SafeHandle file, string path, long offset, Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (true)
        {
            nint read;
            fixed (byte* start = buffer)
                read = pread(file, start, nuint.Min((nuint)buffer.Length, MaxTransferBytes), offset);
            if (read >= 0) return (int)read;
            if (!LinuxError.WasInterrupted) throw LinuxError.Last("read", path);
        }
    }

    // Not made again even when a signal interrupted it: whether the error was reported and forgotten cannot be known.
    internal override void Sync(SafeHandle file, string path)
    {
        if (fsync(file) != 0) throw LinuxError.Last("sync", path);
    }

    internal override SafeHandle OpenDirectory(string path) => Open(path, ReadOnly);

    internal override void SyncDirectory(SafeHandle directory, string path)
    {
        // EINVAL: a file system that has nothing to sync for a directory.
        if (fsync(directory) != 0 && !LinuxError.WasNotSupported) throw LinuxError.Last("sync directory", path);
    }

    internal override void Rename(string from, string to)
    {
        while (rename(from, to) != 0)
        {
            if (!LinuxError.WasInterrupted) throw LinuxError.Last($"rename to '{to}' the file", from);
        }
    }

    internal override SafeHandle? TryLock(string path)
    {
        var file = Open(path, ReadWrite | Create);
        while (flock(file, LockExclusive | LockWithoutWaiting) != 0)
        {
            if (LinuxError.WasInterrupted) continue;
            var held = LinuxError.WouldHaveWaited;
            var error = LinuxError.Last("lock", path);
            file.Dispose();
            return held ? null : throw error;
        }

        if (ftruncate(file, 0) == 0) return file;
        var failure = LinuxError.Last("empty", path);
        file.Dispose();
        throw failure;
    }

    private static UnixHandle Open(string path, int flags)
    {
        while (true)
        {
            var descriptor = open(path, flags | CloseOnExec, OwnerGroupAndOthersMayWrite);
            if (descriptor >= 0) return new UnixHandle(descriptor);
            if (!LinuxError.WasInterrupted) throw LinuxError.Last((flags & Create) != 0 ? "create" : "open", path);
        }
    }
}
