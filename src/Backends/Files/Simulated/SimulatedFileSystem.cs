namespace ActorStream.Backends.Files.Simulated;

/// <summary>One process's view of a <see cref="SimulatedDisk"/>. After the process died its calls fail and change nothing.</summary>
internal sealed class SimulatedFileSystem(SimulatedDisk disk, string process) : IFileSystem
{
    private bool _dead;
    private Task _creating = Task.CompletedTask;

    /// <summary>The process dies: its locks are free at once, its open files closed; what it wrote stays as it is.</summary>
    internal void Kill() => _dead = true;

    internal bool IsAlive => !_dead;

    public async ValueTask<IFileWriter> CreateAsync(string path, CancellationToken cancellation = default)
    {
        await EnterAsync(DiskOperation.Create, path, cancellation);
        return new SimulatedFileWriter(this, disk, disk.CreateFile(path), path);
    }

    public async ValueTask<IFileReader> OpenReadAsync(string path, CancellationToken cancellation = default)
    {
        await EnterAsync(DiskOperation.OpenRead, path, cancellation);
        return new SimulatedFileReader(this, disk.FindFile(path), path);
    }

    public async ValueTask RenameAsync(string from, string to, CancellationToken cancellation = default)
    {
        await EnterAsync(DiskOperation.Rename, from, cancellation);
        var file = disk.FindFile(from);
        var (source, sourceName) = disk.Parent(from);
        var (target, targetName) = disk.Parent(to);
        disk.Names.AddRename(source, sourceName, target, targetName, file);
    }

    public async ValueTask<bool> DeleteAsync(string path, CancellationToken cancellation = default)
    {
        await EnterAsync(DiskOperation.Delete, path, cancellation);
        if (disk.Find(path) is not { } node) return false;
        if (node is SimulatedDirectory) throw new IOException($"Could not delete file '{path}': it is a directory.");
        Remove(path);
        return true;
    }

    public async ValueTask<bool> DeleteDirectoryAsync(string path, CancellationToken cancellation = default)
    {
        // One name after the other, as a real disk does it: a crash in the middle leaves a part.
        foreach (var entry in List(path))
        {
            if (entry.IsDirectory) await DeleteDirectoryAsync(entry.Path, cancellation);
            else await DeleteAsync(entry.Path, cancellation);
        }

        await EnterAsync(DiskOperation.Delete, path, cancellation);
        if (disk.Find(path) is null) return false;
        Remove(path);
        return true;
    }

    public async ValueTask CreateDirectoryAsync(string path, CancellationToken cancellation = default)
    {
        // One at a time, as the local disk does it: nobody puts anything into a directory whose name may yet turn out to be lost.
        var (before, done) = (_creating, new TaskCompletionSource());
        _creating = done.Task;
        try
        {
            await before;
            await EnterAsync(DiskOperation.CreateDirectory, path, cancellation);
            var names = SimulatedDisk.Split(path);
            for (var depth = 1; depth <= names.Length; depth++) await CreateLevelAsync(names[..depth], isLast: depth == names.Length, cancellation);
        }
        finally
        {
            done.SetResult();
        }
    }

    public async ValueTask<IDirectoryHandle> OpenDirectoryAsync(string path, CancellationToken cancellation = default)
    {
        await EnterAsync(DiskOperation.OpenRead, path, cancellation);
        return new Handle(this, disk.FindDirectory(path), path);
    }

    public async ValueTask SyncDirectoryAsync(string path, CancellationToken cancellation = default)
    {
        try
        {
            await EnterAsync(DiskOperation.SyncDirectory, path, cancellation);
        }
        catch (IOException) when (IsAlive && disk.Find(path) is SimulatedDirectory failed)
        {
            disk.Names.Forget(failed);
            failed.FailedSyncs++;
            throw;
        }

        disk.Names.Sync(disk.FindDirectory(path));
    }

    public async ValueTask<FileEntry?> StatAsync(string path, CancellationToken cancellation = default)
    {
        await EnterAsync(DiskOperation.Stat, path, cancellation);
        return disk.Find(path) is { } node ? Entry(path, node) : null;
    }

    public async ValueTask<IReadOnlyList<FileEntry>> ListAsync(string directory, CancellationToken cancellation = default)
    {
        await EnterAsync(DiskOperation.List, directory, cancellation);
        return List(directory);
    }

    public async ValueTask<IAsyncDisposable> LockAsync(string directory, string owner, CancellationToken cancellation = default)
    {
        await EnterAsync(DiskOperation.Lock, directory, cancellation);
        var node = disk.FindDirectory(directory);
        if (node.Lock is { Holder.IsAlive: true } held) throw new DirectoryInUseException(directory, held.Owner);
        var taken = node.Lock = new SimulatedLock(owner, this);
        return new Release(node, taken);
    }

    /// <summary>What every call does first: it lets others run, then finds out whether it may still act.</summary>
    internal async ValueTask EnterAsync(DiskOperation operation, string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var call = new DiskCall(process, operation, path);
        ThrowIfDead();
        await disk.BeforeCall(call);
        ThrowIfDead();
        if (disk.Fault(call) is { } fault) throw fault;
    }

    private void ThrowIfDead()
    {
        if (_dead) throw new IOException($"Process '{process}' has died; its calls reach the simulated disk no more.");
    }

    /// <summary>One level, in the steps of the local disk: made, and durable only once its parent was synced.</summary>
    private async ValueTask CreateLevelAsync(string[] names, bool isLast, CancellationToken cancellation)
    {
        var (path, parentPath) = ('/' + string.Join('/', names), '/' + string.Join('/', names[..^1]));
        var parent = disk.FindDirectory(parentPath);
        if (parent.Names.TryGetValue(names[^1], out var node))
        {
            if (node is not SimulatedDirectory existing) throw new IOException($"Could not create directory '{path}': that is a file.");
            if (isLast && existing.Names.Count == 0) await SyncDirectoryAsync(parentPath, cancellation);
            return;
        }

        for (var creation = 1; ; creation++)
        {
            var handle = new Handle(this, parent, parentPath);
            var created = new SimulatedDirectory();
            disk.Names.Add(parent, names[^1], created);
            try
            {
                await handle.SyncAsync(cancellation);
                return;
            }
            catch (IOException) when (IsAlive)
            {
                if (created.Names.Count > 0) throw;
                Remove(path);
                if (creation == LocalFileSystem.MostCreations) throw;
            }
        }
    }

    private void Remove(string path)
    {
        var (directory, name) = disk.Parent(path);
        disk.Names.Add(directory, name, null);
    }

    private IReadOnlyList<FileEntry> List(string path) => disk.Find(path) is SimulatedDirectory directory
        ? [.. directory.Names.OrderBy(static named => named.Key, StringComparer.Ordinal)
            .Select(named => Entry(Path.Combine(path, named.Key), named.Value))]
        : [];

    private static FileEntry Entry(string path, object node) =>
        node is SimulatedFile file ? new FileEntry(path, file.Length, IsDirectory: false) : new FileEntry(path, 0, IsDirectory: true);

    private sealed class Handle(SimulatedFileSystem mount, SimulatedDirectory directory, string path) : IDirectoryHandle
    {
        private readonly int _failedSyncs = directory.FailedSyncs;

        public async ValueTask SyncAsync(CancellationToken cancellation = default)
        {
            await mount.SyncDirectoryAsync(path, cancellation);
            if (directory.FailedSyncs > _failedSyncs) throw new IOException($"Names in directory '{path}' are lost: an earlier sync of it failed.");
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Release(SimulatedDirectory directory, SimulatedLock taken) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            if (directory.Lock == taken) directory.Lock = null;
            return default;
        }
    }
}
