using System.Runtime.InteropServices;

namespace ActorStream.Backends.Files.Native;

/// <summary>macOS: fsync leaves the bytes in the drive's cache, F_FULLFSYNC does not.</summary>
internal sealed partial class MacFiles : PortableFiles
{
    private const string C = "libSystem";
    private const int FullSync = 51;
    private const int CloseOnExec = 0x1000000;
    private const int LockExclusiveWithoutWaiting = 2 | 4;
    private const int WouldBlock = 35;
    private const int NoSpace = 28;

    internal override void Sync(SafeHandle file, string path)
    {
        if (fcntl(file, FullSync) != 0) throw Last("sync", path);
    }

    internal override SafeHandle OpenDirectory(string path)
    {
        // Opened with two arguments: the third of open() is variadic, which this platform passes differently.
        var descriptor = open(path, CloseOnExec);
        if (descriptor < 0) throw Last("open directory", path);
        return new UnixHandle(descriptor);
    }

    internal override void SyncDirectory(SafeHandle directory, string path) => Sync(directory, path);

    internal override void Rename(string from, string to)
    {
        if (rename(from, to) == 0) return;
        throw File.Exists(from)
            ? Last($"rename to '{to}' the file", from)
            : new FileNotFoundException($"Could not rename '{from}': no such file.", from);
    }

    internal override SafeHandle? TryLock(string path)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (flock(file, LockExclusiveWithoutWaiting) == 0)
        {
            RandomAccess.SetLength(file, 0);
            return file;
        }

        var held = Marshal.GetLastPInvokeError() == WouldBlock;
        var error = Last("lock", path);
        file.Dispose();
        return held ? null : throw error;
    }

    protected override bool IsDiskFull(IOException error) => error.HResult == NoSpace;

    private static IOException Last(string what, string path) =>
        new($"Could not {what} '{path}': {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport(C, SetLastError = true)]
    private static partial int fcntl(SafeHandle file, int command);

    [LibraryImport(C, SetLastError = true)]
    private static partial int flock(SafeHandle file, int operation);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);
}
