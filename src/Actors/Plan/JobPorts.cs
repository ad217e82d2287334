using Microsoft.Extensions.Logging;

namespace ActorStream.Actors;

// What the coordinator and the host call on sources and sinks, their record types closed away. All calls are effects: user code.

/// <summary>A source, as its enumerator sees it.</summary>
internal interface ISourcePort
{
    string Uid { get; }

    bool IsBounded { get; }

    /// <summary>Of all subtasks together; 0: unlimited.</summary>
    double RecordsPerSecond { get; }

    ValueTask ValidateAsync(PortContext context, CancellationToken cancellation);

    /// <summary>Finds splits that are not known, in the order in which they are to be handed out, at their lower bounds.</summary>
    ValueTask<IReadOnlyList<SplitState>> DiscoverAsync(IReadOnlySet<string> known, PortContext context, CancellationToken cancellation);
}

/// <summary>A sink, as recovery sees it.</summary>
internal interface ISinkPort
{
    string Uid { get; }

    /// <param name="job">The job, by the id that its journal has, or will have.</param>
    /// <param name="fresh">Whether its output is about to be discarded.</param>
    /// <param name="context">Where this is called from.</param>
    /// <param name="cancellation">Gives the attempt up.</param>
    ValueTask<IAsyncDisposable> ClaimAsync(JobId job, bool fresh, PortContext context, CancellationToken cancellation);

    ValueTask DiscardAsync(JobId job, PortContext context, CancellationToken cancellation);

    /// <summary>Opens a session, recovers, and closes it.</summary>
    ValueTask RecoverAsync(JobId job, SinkRecovery recovery, PortContext context, CancellationToken cancellation);
}

/// <summary>Where a port is called from.</summary>
internal sealed record PortContext(string JobName, IFileSystem Files, TimeProvider Time, ILoggerFactory Loggers)
{
    /// <summary>The jobs that this one comes from, the last one first.</summary>
    internal IReadOnlyList<JobId> Lineage { get; init; } = [];

    /// <summary>The checkpoint of the last of these that it was started from.</summary>
    internal long OriginCheckpoint { get; init; }
}

internal sealed class SourcePort<T, TSplit>(SourceNode<T, TSplit> node, int parallelism) : ISourcePort
    where TSplit : ISourceSplit
{
    public string Uid => node.Uid!.Value.Value;

    public bool IsBounded => node.Source.IsBounded;

    public double RecordsPerSecond => node.RecordsPerSecond;

    public ValueTask ValidateAsync(PortContext context, CancellationToken cancellation) =>
        node.Source.ValidateAsync(Context(context), cancellation);

    public async ValueTask<IReadOnlyList<SplitState>> DiscoverAsync(
        IReadOnlySet<string> known, PortContext context, CancellationToken cancellation)
    {
        var splits = await node.Source.DiscoverAsync(known, Context(context), cancellation);
        return [.. splits.Where(s => !known.Contains(s.Id))
            .Select(s => SplitFormat<TSplit>.ToState(s, s.LowerBound?.UtcTicks ?? long.MinValue))];
    }

    private SourceContext Context(PortContext context) => new()
    {
        JobName = context.JobName,
        Uid = Uid,
        Parallelism = parallelism,
        Files = context.Files,
        Time = context.Time,
        Logger = context.Loggers.CreateLogger($"ActorStream.Source.{Uid}"),
    };
}

internal sealed class SinkPort<T>(SinkNode<T> node, int parallelism) : ISinkPort
{
    public string Uid => node.Uid!.Value.Value;

    public ValueTask<IAsyncDisposable> ClaimAsync(JobId job, bool fresh, PortContext context, CancellationToken cancellation) =>
        node.Sink.ClaimAsync(Context(job, 0, context) with { Fresh = fresh }, cancellation);

    public ValueTask DiscardAsync(JobId job, PortContext context, CancellationToken cancellation) =>
        node.Sink.DiscardAsync(Context(job, 0, context) with { Fresh = true }, cancellation);

    public async ValueTask RecoverAsync(JobId job, SinkRecovery recovery, PortContext context, CancellationToken cancellation)
    {
        await using var session = await node.Sink.OpenAsync(Context(job, recovery.Epoch, context), cancellation);
        await session.RecoverAsync(recovery, cancellation);
    }

    private SinkContext Context(JobId job, long epoch, PortContext context) => new()
    {
        JobName = context.JobName,
        Job = job,
        Uid = Uid,
        FormerUid = node.Uid!.Value.Formerly,
        Lineage = context.Lineage,
        OriginCheckpoint = context.OriginCheckpoint,
        Epoch = epoch,
        Parallelism = parallelism,
        Files = context.Files,
        Time = context.Time,
        Logger = context.Loggers.CreateLogger($"ActorStream.Sink.{Uid}"),
    };
}
