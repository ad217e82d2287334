using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorStream.Backends.Files.Native;

/// <summary>
/// The calls that .NET does not make, or whose errors it hides: above all fsync, whose failure <c>FileStream.Flush(true)</c> swallows on
/// Linux. One class per operating system; each error comes out as an <see cref="IOException"/> naming the path.
/// </summary>
internal abstract class NativeFiles
{
    /// <summary>The calls of the operating system that this process runs on.</summary>
    internal static NativeFiles ForThisSystem() =>
        OperatingSystem.IsWindows() ? new WindowsFiles()
        : OperatingSystem.IsMacOS() ? new MacFiles()
        : new LinuxFiles();

    /// <summary>Creates a file that does not exist yet, for writing.</summary>
    internal abstract SafeHandle CreateNew(string path);

    internal abstract SafeHandle OpenRead(string path);

    internal abstract long Length(SafeHandle file, string path);

    /// <summary>Writes all bytes at the offset.</summary>
    internal abstract void Write(SafeHandle file, string path, long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Reads some bytes at the offset; 0 at the end only.</summary>
    internal abstract int Read(SafeHandle file, string path, long offset, Span<byte> buffer);

    /// <summary>Makes the file's bytes durable, through the disk's own cache.</summary>
    internal abstract void Sync(SafeHandle file, string path);

    /// <summary>Opens a directory. A sync of it tells every failure since it was opened, also one that was told through another handle.</summary>
    internal abstract SafeHandle OpenDirectory(string path);

    /// <summary>Makes the names in a directory durable.</summary>
    internal abstract void SyncDirectory(SafeHandle directory, string path);

    internal void SyncDirectory(string path)
    {
        using var directory = OpenDirectory(path);
        SyncDirectory(directory, path);
    }

    /// <summary>Replaces the target in one step; never falls back to copying.</summary>
    internal abstract void Rename(string from, string to);

    /// <summary>Opens or creates the lock file and takes it for this open file; null if another open file has it.</summary>
    internal abstract SafeHandle? TryLock(string path);

    /// <summary>A handle of .NET's own, for the systems whose calls we do not make ourselves.</summary>
    protected static SafeFileHandle Portable(SafeHandle file) => (SafeFileHandle)file;
}
