using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// What the stages of one subtask may use: where they run, asynchronous work, timers. Used on the actor's thread only, except
/// <see cref="Function"/> and the environment.
/// </summary>
internal abstract class StageContext(SubtaskEnvironment environment, SubtaskId id, int parallelism, long epoch)
{
    internal SubtaskEnvironment Environment { get; } = environment;

    internal SubtaskId Id { get; } = id;

    internal int Parallelism { get; } = parallelism;

    internal long Epoch { get; } = epoch;

    internal SubtaskMetrics Metrics { get; } = environment.Metrics.For(id);

    /// <summary>Of the functions.</summary>
    protected FunctionMeters Meters { get; } = new();

    /// <summary>The byte budget of this epoch.</summary>
    internal abstract BufferBudget Budget { get; }

    /// <summary>The checkpoint that this epoch goes on from; 0: none.</summary>
    internal abstract long RestoredCheckpoint { get; }

    /// <summary>Where the files of that checkpoint are.</summary>
    internal virtual CheckpointStorage RestoreStorage => Environment.Storage;

    /// <summary>Names of an operator's states that the restored checkpoint may have and the operator no longer.</summary>
    internal virtual IReadOnlySet<string> MayDrop(string uid) => new HashSet<string>();

    /// <summary>This subtask's address.</summary>
    internal abstract IActorRef Self { get; }

    /// <summary>The host's clock.</summary>
    internal abstract TimeProvider Time { get; }

    /// <summary>
    /// Runs work outside the actor; <paramref name="then"/> runs on the actor's thread with the outcome, after which the chain goes on.
    /// </summary>
    internal abstract void Run<T>(EffectKind kind, Func<CancellationToken, ValueTask<T>> work, Action<Outcome<T>> then);

    /// <summary>Calls back on the actor's thread after the delay. An equal key replaces what was set before.</summary>
    internal abstract void SetTimer(object key, TimeSpan delay, Action then);

    /// <summary>
    /// Calls back on the actor's thread when every stage of the chain is idle: from there a stage may begin work of its own. The answer is as a
    /// stage's, whether all are idle again.
    /// </summary>
    internal abstract void WhenIdle(Func<bool> then);

    internal FunctionContext Function(string uid) => new()
    {
        JobName = Environment.JobName,
        Uid = uid,
        Subtask = Id.Index,
        Parallelism = Parallelism,
        Epoch = Epoch,
        Time = Time,
        Logger = Environment.Loggers.CreateLogger($"ActorStream.Operator.{uid}"),
        Meters = Meters,
    };
}
