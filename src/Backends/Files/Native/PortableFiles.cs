using System.Runtime.InteropServices;

namespace ActorStream.Backends.Files.Native;

/// <summary>What .NET's own handles do well enough where Linux's calls are not to be had: all but syncing and renaming.</summary>
internal abstract class PortableFiles : NativeFiles
{
    internal override SafeHandle CreateNew(string path) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    internal override SafeHandle OpenRead(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new FileNotFoundException(missing.Message, path, missing);
        }
    }

    internal override long Length(SafeHandle file, string path) => RandomAccess.GetLength(Portable(file));

    internal override void Write(SafeHandle file, string path, long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(Portable(file), bytes, offset);
        }
        catch (IOException error) when (IsDiskFull(error))
        {
            throw new DiskFullException($"Could not write to '{path}': {error.Message}", error);
        }
    }

    internal override int Read(SafeHandle file, string path, long offset, Span<byte> buffer) =>
        RandomAccess.Read(Portable(file), buffer, offset);

    protected abstract bool IsDiskFull(IOException error);
}
