using System.Globalization;
using ActorStream.Backends.Files;
using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>
/// What the RocksDB backends of one job share in a process: a directory for their databases, the block cache, one figure of memory. Thread-safe.
/// </summary>
/// <remarks>
/// The directory is one of several numbered ones below the configured one, locked as long as the process lives. What is found in an unlocked one
/// was left by a process that crashed, and is deleted: databases are rebuilt from checkpoints, never found again.
/// </remarks>
internal sealed class RocksDbHome : IAsyncDisposable
{
    private const int MostHomes = 10_000;
    private const long LeastWrites = 256 * 1024;
    private const long LeastCache = 64 * 1024;

    private readonly LocalFileSystem _disk;
    private readonly IAsyncDisposable _lock;
    private readonly long _memory;
    private readonly int _expected;
    private int _open;
    private int _names;

    private RocksDbHome(LocalFileSystem disk, string directory, IAsyncDisposable @lock, long memory, int expected)
    {
        (_disk, Directory, _lock, _memory, _expected) = (disk, directory, @lock, memory, Math.Max(1, expected));
        Cache = new Cache(memory / 4);
    }

    public string Directory { get; }

    /// <summary>A quarter of the memory.</summary>
    public Cache Cache { get; }

    public IFileSystem Disk => _disk;

    /// <summary>Where state goes unless a setting says otherwise: each user of the machine has a place.</summary>
    public static string DefaultDirectory => Path.Combine(Path.GetTempPath(), $"actorstream-state-{Environment.UserName}");

    /// <summary>Takes a directory, and cleans up behind processes that are gone.</summary>
    /// <param name="directory">The configured directory; null for the default.</param>
    /// <param name="memory">Bytes for block cache, write buffers and write-back caches together.</param>
    /// <param name="expected">How many backends there will be.</param>
    /// <exception cref="RocksDbMissingException">RocksDB is not installed.</exception>
    public static RocksDbHome Open(string? directory, long memory, int expected)
    {
        RocksDbLibrary.Require();
        var root = Path.GetFullPath(directory ?? DefaultDirectory);
        var disk = new LocalFileSystem();
        disk.CreateDirectoryAsync(root).AsTask().GetAwaiter().GetResult();
        RocksDbHome? home = null;
        for (var number = 0; number < MostHomes; number++)
        {
            var candidate = Path.Combine(root, number.ToString(CultureInfo.InvariantCulture));
            var isThere = disk.StatAsync(candidate).Result is not null;
            if (home is not null && !isThere) return home;
            if (!isThere) disk.CreateDirectoryAsync(candidate).AsTask().GetAwaiter().GetResult();
            if (TryLock(disk, candidate) is not { } held) continue;
            Empty(disk, candidate);
            if (home is null) home = new RocksDbHome(disk, candidate, held, memory, expected);
            else held.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        return home ?? throw new IOException($"{MostHomes} processes keep state in '{root}'. Choose another state.rocksdb.directory.");
    }

    /// <summary>A name for a new directory, never used before.</summary>
    public string NewDirectory(string kind) =>
        Path.Combine(Directory, string.Create(CultureInfo.InvariantCulture, $"{kind}-{Interlocked.Increment(ref _names)}"));

    /// <summary>Options for one more database.</summary>
    public DbOptions NewOptions() => new(Cache, Math.Max(LeastWrites, _memory / 4 / _expected));

    /// <summary>Counts one more backend; its caches get an even share of half of the memory.</summary>
    public CacheBudget Join()
    {
        Interlocked.Increment(ref _open);
        return new CacheBudget(() => Math.Max(LeastCache, _memory / 2 / Math.Max(1, Volatile.Read(ref _open))));
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>Deletes a directory of this home. What cannot be deleted now is deleted by the next process that comes by.</summary>
    public void Delete(string directory)
    {
        try
        {
            _disk.DeleteDirectoryAsync(directory).AsTask().GetAwaiter().GetResult();
        }
        catch (IOException)
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        Cache.Dispose();
        Empty(_disk, Directory);
        return _lock.DisposeAsync();
    }

    private static IAsyncDisposable? TryLock(LocalFileSystem disk, string directory)
    {
        try
        {
            return disk.LockAsync(directory, $"process {Environment.ProcessId}").AsTask().GetAwaiter().GetResult();
        }
        catch (DirectoryInUseException)
        {
            return null;
        }
    }

    private static void Empty(LocalFileSystem disk, string directory)
    {
        foreach (var entry in disk.ListAsync(directory).Result.Where(entry => entry.IsDirectory))
        {
            try
            {
                disk.DeleteDirectoryAsync(entry.Path).AsTask().GetAwaiter().GetResult();
            }
            catch (IOException)
            {
                // Left for the next process; names are not used twice by one.
            }
        }
    }
}
