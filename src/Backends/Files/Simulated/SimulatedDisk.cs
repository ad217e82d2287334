namespace ActorStream.Backends.Files.Simulated;

/// <summary>
/// A disk in memory that forgets as the worst real one may: at a power failure every write and every name not synced is kept, dropped or
/// torn by the dice of its seed. Processes reach it through <see cref="Mount"/>; one that dies loses its locks and open files only.
/// </summary>
/// <remarks>Not thread-safe: a simulation runs on one thread. The same seed and calls give the same disk.</remarks>
internal sealed class SimulatedDisk(int seed)
{
    private readonly Random _dice = new(seed);
    private readonly SimulatedDirectory _root = new();
    private readonly NameChanges _names = new();
    private readonly List<SimulatedFileSystem> _mounts = [];

    /// <summary>Awaited before each call takes effect: a scheduling point, and a place to crash.</summary>
    internal Func<DiskCall, ValueTask> BeforeCall { get; set; } = static _ => default;

    /// <summary>
    /// Decides whether a call fails; a failed sync also leaves its file's unsynced writes, or its directory's unsynced names, beyond the reach of any
    /// later sync.
    /// </summary>
    internal Func<DiskCall, Exception?> Fault { get; set; } = static _ => null;

    /// <summary>How many bytes of files the disk holds at most; a write beyond it keeps what fits. Default: no bound.</summary>
    internal long CapacityBytes { get; set; } = long.MaxValue;

    /// <summary>Bytes of all files as processes see them.</summary>
    internal long UsedBytes => BytesBelow(_root);

    internal NameChanges Names => _names;

    /// <summary>A process's own view of the disk.</summary>
    internal SimulatedFileSystem Mount(string process)
    {
        var mount = new SimulatedFileSystem(this, process);
        _mounts.Add(mount);
        return mount;
    }

    /// <summary>The power fails: every process that has mounted the disk dies, and what was not durable is decided.</summary>
    internal void LosePower()
    {
        foreach (var mount in _mounts) mount.Kill();
        _mounts.Clear();
        _names.LosePower(_dice);
        _root.LosePower(_dice);
    }

    internal SimulatedFile CreateFile(string path)
    {
        var (directory, name) = Parent(path);
        if (directory.Names.ContainsKey(name)) throw new IOException($"Could not create '{path}': the name exists already.");
        var file = new SimulatedFile();
        _names.Add(directory, name, file);
        return file;
    }

    internal void Append(SimulatedFile file, string path, ReadOnlySpan<byte> bytes)
    {
        var room = CapacityBytes == long.MaxValue ? long.MaxValue : CapacityBytes - UsedBytes;
        var fitting = bytes[..(int)Math.Min(bytes.Length, Math.Max(0, room))];
        file.Append(fitting);
        if (fitting.Length < bytes.Length) throw new DiskFullException($"Could not write to '{path}': the simulated disk is full.");
    }

    /// <summary>What has the path, or null.</summary>
    internal object? Find(string path)
    {
        object? node = _root;
        foreach (var name in Split(path))
        {
            if (node is not SimulatedDirectory directory || !directory.Names.TryGetValue(name, out node)) return null;
        }

        return node;
    }

    internal SimulatedDirectory FindDirectory(string path) => Find(path) as SimulatedDirectory
        ?? throw new FileNotFoundException($"There is no directory '{path}' on the simulated disk.", path);

    internal SimulatedFile FindFile(string path) => Find(path) as SimulatedFile
        ?? throw new FileNotFoundException($"There is no file '{path}' on the simulated disk.", path);

    /// <summary>The directory that holds the path's last name.</summary>
    internal (SimulatedDirectory Directory, string Name) Parent(string path)
    {
        var names = Split(path);
        return (FindDirectory(string.Join('/', names[..^1])), names[^1]);
    }

    internal static string[] Split(string path) => path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);

    private static long BytesBelow(SimulatedDirectory directory) => directory.Names.Values.Sum(static node => node switch
    {
        SimulatedFile file => file.Length,
        SimulatedDirectory below => BytesBelow(below),
        _ => 0,
    });
}
