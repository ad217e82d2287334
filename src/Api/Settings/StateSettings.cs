namespace ActorStream;

/// <summary>Where keyed state lives (keys under <c>state</c>).</summary>
public sealed record StateSettings
{
    /// <summary>The kind of store. Default: <see cref="StateBackend.Heap"/>.</summary>
    public StateBackend Backend { get; init; } = StateBackend.Heap;

    /// <summary>
    /// Whether a checkpoint holds only what changed since the one before, where that is less: faster checkpoints, and a restore that reads
    /// several files. Default: true.
    /// </summary>
    public bool Incremental { get; init; } = true;

    /// <summary>
    /// Memory that the state tables of one job may take in this process; a job that needs more fails with a clear error. The garbage
    /// collector's own limits do not count this memory. Default: null (<c>off</c>), as much as the machine gives. Range: 1 MiB to 16 TiB.
    /// </summary>
    [SettingRange("1MiB", "16TiB")]
    public ByteSize? MemoryBudget { get; init; }

    /// <summary>
    /// Most that the operator state (lists, broadcast maps) of one operator may take in one subtask, as it is written: it lies in memory
    /// and in the checkpoint's manifest. A checkpoint that would hold more fails with a clear error. Default: 16 MiB. Range: 1 KiB to 1
    /// GiB.
    /// </summary>
    [SettingRange("1KiB", "1GiB")]
    public ByteSize OperatorStateLimit { get; init; } = ByteSize.MiB(16);

    /// <summary>State in RocksDB.</summary>
    public RocksDbSettings RocksDb { get; init; } = new();
}

/// <summary>State in RocksDB (keys under <c>state.rocksdb</c>).</summary>
public sealed record RocksDbSettings : ICrossCheckedSettings
{
    /// <summary>
    /// Directory of the databases: a fast local disk. They are rebuilt from checkpoints, never found again; what a crashed process left is
    /// deleted by the next one. Default: null (<c>auto</c>), <c>actorstream-state-</c> and the user's name in the system's directory for
    /// temporary files.
    /// </summary>
    [SettingNullWord("auto")]
    public string? Directory { get; init; }

    /// <summary>
    /// Memory that RocksDB may take for one job in this process: a quarter for blocks of files read, a quarter for writes on their way to
    /// files, half for the entries in use. Timers, and keys being handled, come on top. Default: 256 MiB. Range: 8 MiB to 16 TiB.
    /// </summary>
    [SettingRange("8MiB", "16TiB")]
    public ByteSize Memory { get; init; } = ByteSize.MiB(256);

    IEnumerable<string> ICrossCheckedSettings.BrokenRules()
    {
        if (Directory is not null && string.IsNullOrWhiteSpace(Directory))
            yield return "directory is empty; name a directory on a local disk, or say auto";
    }
}

/// <summary>The kind of store that holds keyed state.</summary>
public enum StateBackend
{
    /// <summary>Paged tables in the memory of the process.</summary>
    Heap,

    /// <summary>
    /// RocksDB databases on the local disk behind a cache, for state larger than memory (<c>rocksdb</c> in settings). Needs its native
    /// library: on Debian and Ubuntu the package <c>librocksdb7.8</c>.
    /// </summary>
    RocksDb,
}
