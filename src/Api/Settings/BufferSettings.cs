namespace ActorStream;

/// <summary>Batches and the memory that holds records on their way (keys under <c>buffers</c>).</summary>
public sealed record BufferSettings : ICrossCheckedSettings
{
    /// <summary>
    /// Memory of all batches of one job in this process. Two batches belong to each channel, the rest go where they are needed; senders
    /// wait when it is used up. Default: 256 MiB. Range: 1 MiB to 1 TiB.
    /// </summary>
    [SettingRange("1MiB", "1TiB")]
    public ByteSize Budget { get; init; } = ByteSize.MiB(256);

    /// <summary>
    /// Most batches of one sender on their way to one receiver. A barrier waits behind them, so with a slow receiver this is what bounds
    /// the time of a checkpoint: by this many batches per input channel. Default: 8. Range: 2 to 65,536.
    /// </summary>
    [SettingRange("2", "65536")]
    public int BatchesPerChannel { get; init; } = 8;

    /// <summary>Most records in a batch. Default: 1024. Range: 1 to 65,536.</summary>
    [SettingRange("1", "65536")]
    public int BatchRecords { get; init; } = 1024;

    /// <summary>
    /// Weight at which a batch is closed, strings and byte arrays within records counted. One record may exceed it.
    /// Default: 64 KiB. Range: 1 KiB to 16 MiB.
    /// </summary>
    [SettingRange("1KiB", "16MiB")]
    public ByteSize BatchBytes { get; init; } = ByteSize.KiB(64);

    /// <summary>
    /// Longest time a record waits in a batch that is not full while its subtask is busy; a subtask that runs out of input sends at once.
    /// Default: 10 ms. Range: 0 (send after each input batch) to 1 min.
    /// </summary>
    [SettingRange("0s", "1m")]
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromMilliseconds(10);

    IEnumerable<string> ICrossCheckedSettings.BrokenRules()
    {
        if (Budget < BatchBytes)
            yield return $"budget is {Budget}, below batch-bytes ({BatchBytes})";
    }
}
