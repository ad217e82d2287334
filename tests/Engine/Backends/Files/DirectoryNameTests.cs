using System.Runtime.InteropServices;
using ActorStream.Backends.Files;
using ActorStream.Backends.Files.Native;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Files;

/// <summary>Whether the name of a created directory is durable, where syncs fail that others make.</summary>
public sealed class DirectoryNameTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("actorstream-names-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_name_that_somebody_elses_failed_sync_lost_is_made_anew()
    {
        var native = new LosingOnce(Path.Combine(_directory.FullName, "bucket"));
        await new LocalFileSystem(native).CreateDirectoryAsync(native.Name);
        Assert.True(native.HasLost);
        Assert.True(native.IsDurable);
    }

    /// <summary>
    /// A kernel in which a sync of somebody else's fails right behind the first creation of a name. Who opened the directory before that is
    /// told of it at the next sync, once; who opened it later is not.
    /// </summary>
    private sealed class LosingOnce(string name) : NativeFiles
    {
        private readonly NativeFiles _real = ForThisSystem();
        private readonly HashSet<SafeHandle> _openedBefore = [];

        internal string Name => name;

        internal bool HasLost { get; private set; }

        internal bool IsDurable { get; private set; }

        internal override SafeHandle OpenDirectory(string path)
        {
            var handle = _real.OpenDirectory(path);
            if (!Directory.Exists(name)) _openedBefore.Add(handle);
            return handle;
        }

        internal override void SyncDirectory(SafeHandle directory, string path)
        {
            if (path != Path.GetDirectoryName(name)) return;
            if (!HasLost)
            {
                HasLost = true;
                if (_openedBefore.Contains(directory)) throw new IOException($"Could not sync '{path}': Input/output error");
                return;
            }

            IsDurable = true;
        }

        internal override SafeHandle CreateNew(string path) => _real.CreateNew(path);

        internal override SafeHandle OpenRead(string path) => _real.OpenRead(path);

        internal override long Length(SafeHandle file, string path) => _real.Length(file, path);

        internal override void Write(SafeHandle file, string path, long offset, ReadOnlySpan<byte> bytes) =>
            _real.Write(file, path, offset, bytes);

        internal override int Read(SafeHandle file, string path, long offset, Span<byte> buffer) => _real.Read(file, path, offset, buffer);

        internal override void Sync(SafeHandle file, string path) => _real.Sync(file, path);

        internal override void Rename(string from, string to) => _real.Rename(from, to);

        internal override SafeHandle? TryLock(string path) => _real.TryLock(path);
    }
}
