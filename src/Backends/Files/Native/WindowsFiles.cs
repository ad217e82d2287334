using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorStream.Backends.Files.Native;

/// <summary>Windows: a rename that is written through carries its directory entry, so a directory needs no sync of its own.</summary>
internal sealed partial class WindowsFiles : PortableFiles
{
    private const string Kernel = "kernel32";
    private const uint ReplaceExisting = 1;
    private const uint WriteThrough = 8;
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    internal override void Sync(SafeHandle file, string path)
    {
        if (!FlushFileBuffers(file)) throw Last("sync", path);
    }

    internal override SafeHandle OpenDirectory(string path) => Directory.Exists(path)
        ? new SafeFileHandle()
        : throw new FileNotFoundException($"Could not open directory '{path}': there is none.", path);

    internal override void SyncDirectory(SafeHandle directory, string path)
    {
    }

    internal override void Rename(string from, string to)
    {
        if (MoveFileEx(from, to, ReplaceExisting | WriteThrough)) return;
        throw File.Exists(from)
            ? Last($"rename to '{to}' the file", from)
            : new FileNotFoundException($"Could not rename '{from}': no such file.", from);
    }

    internal override SafeHandle? TryLock(string path)
    {
        try
        {
            // Others may read who has it, but not open it for writing as this call does.
            var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            RandomAccess.SetLength(file, 0);
            return file;
        }
        catch (IOException error) when (error.HResult == SharingViolation)
        {
            return null;
        }
    }

    protected override bool IsDiskFull(IOException error) => error.HResult is HandleDiskFull or DiskFull;

    private static IOException Last(string what, string path) =>
        new($"Could not {what} '{path}': {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport(Kernel, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeHandle file);

    [LibraryImport(Kernel, EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool MoveFileEx(string from, string to, uint flags);
}
