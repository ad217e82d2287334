using System.Runtime.InteropServices;

namespace ActorStream.Backends.Files.Native;

/// <summary>The C library's file calls, under their own names.</summary>
internal static unsafe partial class LinuxCalls
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int ReadWrite = 2;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int CloseOnExec = 0x80000;
    internal const int SeekEnd = 2;
    internal const int LockExclusive = 2;
    internal const int LockWithoutWaiting = 4;

    private const string C = "libc";

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags, uint mode);

    [LibraryImport(C, SetLastError = true)]
    internal static partial nint pwrite(SafeHandle file, byte* bytes, nuint count, long offset);

    [LibraryImport(C, SetLastError = true)]
    internal static partial nint pread(SafeHandle file, byte* buffer, nuint count, long offset);

    [LibraryImport(C, SetLastError = true)]
    internal static partial long lseek(SafeHandle file, long offset, int from);

    [LibraryImport(C, SetLastError = true)]
    internal static partial int ftruncate(SafeHandle file, long length);

    [LibraryImport(C, SetLastError = true)]
    internal static partial int fsync(SafeHandle file);

    [LibraryImport(C, SetLastError = true)]
    internal static partial int flock(SafeHandle file, int operation);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rename(string from, string to);

    [LibraryImport(C, SetLastError = true)]
    internal static partial int close(int file);
}
