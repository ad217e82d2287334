namespace ActorStream.Actors;

/// <summary>
/// How far one split is, as a stage that makes watermarks sees it. Written by its actor alone, read by anyone at any time.
/// </summary>
internal sealed class SplitStatus(string id, long watermark)
{
    private long _watermark = watermark;
    private volatile bool _isIdle;
    private volatile bool _isPaused;

    /// <summary>The split's id; empty for all records of a subtask behind an exchange.</summary>
    internal string Id { get; } = id;

    /// <summary>UTC ticks; <see cref="long.MinValue"/> before the first.</summary>
    internal long Watermark
    {
        get => Volatile.Read(ref _watermark);
        set => Volatile.Write(ref _watermark, value);
    }

    /// <summary>Silent for so long that it does not count.</summary>
    internal bool IsIdle
    {
        get => _isIdle;
        set => _isIdle = value;
    }

    /// <summary>Too far ahead of the slowest: not read from.</summary>
    internal bool IsPaused
    {
        get => _isPaused;
        set => _isPaused = value;
    }

    /// <summary>How often it was found silent since its last record. Its actor's alone.</summary>
    internal int SilentChecks { get; set; }
}
