namespace ActorStream;

/// <summary>When and where checkpoints are taken (keys under <c>checkpoint</c>).</summary>
public sealed record CheckpointSettings : ICrossCheckedSettings
{
    /// <summary>
    /// Directory of journals, manifests and snapshots. Each job has a directory of its own in it, named after the job; one process at a
    /// time may use that. Default: <c>checkpoints</c>, relative to the working directory.
    /// </summary>
    public string Directory { get; init; } = "checkpoints";

    /// <summary>Where checkpoints are kept. Default: <see cref="CheckpointStorageKind.Files"/>.</summary>
    public CheckpointStorageKind Storage { get; init; } = CheckpointStorageKind.Files;

    /// <summary>
    /// Bytes that checkpoints in memory may take, the retained ones together; a round that needs more fails and says so. Default: 64 MiB.
    /// Range: 64 KiB to 2 GiB.
    /// </summary>
    [SettingRange("64KiB", "2GiB")]
    public ByteSize MemoryLimit { get; init; } = ByteSize.MiB(64);

    /// <summary>
    /// Time from the start of one round to the start of the next. Default: 10 s. Range: 10 ms to 1 day. Null (<c>off</c>): no periodic
    /// rounds; a bounded job still ends with a final one, and a failure starts it over.
    /// </summary>
    [SettingRange("10ms", "1d")]
    public TimeSpan? Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Least time between the end of a round and the start of the next. Default: 0. Range: 0 to 1 day.</summary>
    [SettingRange("0s", "1d")]
    public TimeSpan MinPause { get; init; } = TimeSpan.Zero;

    /// <summary>A round that takes longer is aborted and counts as failed. Default: 10 min. Range: 100 ms to 1 day.</summary>
    [SettingRange("100ms", "1d")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Rounds that may be under way at once. Default: 1. Range: 1 to 16.</summary>
    [SettingRange("1", "16")]
    public int MaxConcurrent { get; init; } = 1;

    /// <summary>
    /// Rounds that may fail one after the other; one more fails the job, which then restarts. Default: 10. Range: 0 to 1,000,000.
    /// </summary>
    [SettingRange("0", "1000000")]
    public int ToleratedFailures { get; init; } = 10;

    /// <summary>Newest completed checkpoints that are kept; older ones are deleted. Default: 3. Range: 1 to 1000.</summary>
    [SettingRange("1", "1000")]
    public int Retained { get; init; } = 3;

    /// <summary>
    /// Newest completed checkpoints that are kept when the job is cancelled, at most as many as are <see cref="Retained"/>; 0: none.
    /// Default: 1000, which is all of them. Range: 0 to 1000.
    /// </summary>
    [SettingRange("0", "1000")]
    public int RetainOnCancel { get; init; } = 1000;

    /// <summary>
    /// Prepared transactions of one sink subtask that may wait for their commit. At this bound no new round starts until some are
    /// committed. Default: 16. Range: 1 to 10,000.
    /// </summary>
    [SettingRange("1", "10000")]
    public int MaxPendingTransactions { get; init; } = 16;

    /// <summary>How blocks of snapshot files are compressed. Default: <see cref="SnapshotCompression.None"/>.</summary>
    public SnapshotCompression Compression { get; init; } = SnapshotCompression.None;

    /// <summary>
    /// Snapshot files smaller than this are not written one by one: they travel with the acknowledgements, and the coordinator puts them
    /// together into one file per checkpoint. Default: 64 KiB. Range: 0 to 1 MiB.
    /// </summary>
    [SettingRange("0B", "1MiB")]
    public ByteSize GatherBelow { get; init; } = ByteSize.KiB(64);

    /// <summary>How a sink's failed commit is tried again.</summary>
    public CommitSettings Commit { get; init; } = new();

    IEnumerable<string> ICrossCheckedSettings.BrokenRules()
    {
        if (string.IsNullOrWhiteSpace(Directory))
            yield return "directory is empty; name the directory that holds the checkpoints";
    }
}

/// <summary>Where checkpoints and their journal are kept.</summary>
public enum CheckpointStorageKind
{
    /// <summary>In <see cref="CheckpointSettings.Directory"/>: they survive the process, and the machine.</summary>
    Files,

    /// <summary>
    /// In the memory of the coordinator's process, up to <see cref="CheckpointSettings.MemoryLimit"/>: for tests and small jobs. A job that
    /// fails goes on from them; with the process they are gone, and the job starts over.
    /// </summary>
    Memory,
}

/// <summary>How snapshots are compressed.</summary>
public enum SnapshotCompression
{
    /// <summary>Not at all: for fast disks.</summary>
    None,

    /// <summary>Brotli at its fastest, in blocks of 64 KiB: a third to a half of the bytes, for some 100 MB/s of one core.</summary>
    Brotli,
}

/// <summary>How a sink's failed commit is tried again (keys under <c>checkpoint.commit</c>).</summary>
public sealed record CommitSettings : ICrossCheckedSettings
{
    /// <summary>
    /// Tries per commit, the first included. When the last has failed the job fails, restarts and commits again from its state.
    /// Default: 5. Range: 1 to 1000.
    /// </summary>
    [SettingRange("1", "1000")]
    public int Attempts { get; init; } = 5;

    /// <summary>Wait before the second try; doubles with each further one. Default: 200 ms. Range: 1 ms to 1 h.</summary>
    [SettingRange("1ms", "1h")]
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between two tries. Default: 10 s. Range: 1 ms to 1 h; not below <see cref="Backoff"/>.</summary>
    [SettingRange("1ms", "1h")]
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(10);

    IEnumerable<string> ICrossCheckedSettings.BrokenRules()
    {
        if (MaxBackoff < Backoff)
            yield return $"max-backoff is {Duration.Format(MaxBackoff)}, below backoff ({Duration.Format(Backoff)})";
    }
}
