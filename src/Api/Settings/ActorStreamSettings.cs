namespace ActorStream;

/// <summary>
/// All settings of a job and of the engine that runs it. Immutable; change one by <c>with</c>.
/// </summary>
/// <remarks>
/// Each property is a key of the <c>actorstream</c> section in kebab-case (<c>checkpoint.min-pause</c>); the defaults here and in
/// <c>reference.conf</c> are the same. Weakest first, a value comes from reference.conf, the <c>ActorStream</c> section of
/// appsettings.json, application.conf, the environment (<c>ACTORSTREAM__CHECKPOINT__MIN_PAUSE</c>), code, the command line.
/// </remarks>
public sealed record ActorStreamSettings
{
    /// <summary>
    /// Subtasks per operator. Default: null (<c>auto</c>), as many as the process has processors. Range: 1 to 1024. A job may be started
    /// again with another parallelism; its state is shared out anew.
    /// </summary>
    [SettingRange("1", "1024"), SettingNullWord("auto")]
    public int? Parallelism { get; init; }

    /// <summary>What the hosted service does when a job has failed for good. Default: <see cref="FailedJobAction.StopHost"/>.</summary>
    public FailedJobAction OnFailure { get; init; } = FailedJobAction.StopHost;

    /// <summary>When and where checkpoints are taken.</summary>
    public CheckpointSettings Checkpoint { get; init; } = new();

    /// <summary>How a job is started again after a failure.</summary>
    public RestartSettings Restart { get; init; } = new();

    /// <summary>How sources are read.</summary>
    public SourceSettings Sources { get; init; } = new();

    /// <summary>Batches and the memory that holds records on their way.</summary>
    public BufferSettings Buffers { get; init; } = new();

    /// <summary>Where keyed state lives.</summary>
    public StateSettings State { get; init; } = new();

    /// <summary>Threads that the actors of a job run on.</summary>
    public ActorSettings Actors { get; init; } = new();

    /// <summary>Timers of the protocol between the coordinator and the node agents.</summary>
    public ControlSettings Control { get; init; } = new();

    /// <summary>Subtasks per operator, with <c>auto</c> resolved for this machine.</summary>
    public int EffectiveParallelism => Parallelism ?? Environment.ProcessorCount;
}

/// <summary>What the hosted service does when a job has failed for good: its restart strategy gave up.</summary>
public enum FailedJobAction
{
    /// <summary>Stops the application, so that whoever watches the process sees the failure. Its exit code is 1.</summary>
    StopHost,

    /// <summary>Logs the failure; the application and its other jobs go on.</summary>
    KeepRunning,
}
