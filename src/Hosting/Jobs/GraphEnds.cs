using Microsoft.Extensions.Logging;

namespace ActorStream.Hosting.Jobs;

/// <summary>The sources and sinks of a graph, as far as starting a job needs them.</summary>
internal sealed class GraphEnds : IJobGraphVisitor
{
    private readonly JobGraph _graph;
    private readonly JobId _job;
    private readonly int _parallelism;
    private readonly IFileSystem _files;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly List<Func<CancellationToken, ValueTask>> _sources = [];
    private readonly List<SinkEnd> _sinks = [];

    internal GraphEnds(
        JobGraph graph, JobId job, ActorStreamSettings settings, IFileSystem files, TimeProvider time, ILoggerFactory loggers)
    {
        (_graph, _job, _parallelism) = (graph, job, settings.EffectiveParallelism);
        (_files, _time, _loggers) = (files, time, loggers);
        foreach (var node in graph.Nodes)
            node.Accept(this);
    }

    /// <summary>Each source's own check that it can be read.</summary>
    internal IReadOnlyList<Func<CancellationToken, ValueTask>> SourceChecks => _sources;

    internal IReadOnlyList<SinkEnd> Sinks => _sinks;

    void IJobGraphVisitor.Visit<T, TSplit>(SourceNode<T, TSplit> node) => _sources.Add(cancellation => node.Source.ValidateAsync(
        new SourceContext
        {
            JobName = _graph.Name,
            Uid = UidOf(node),
            Parallelism = ParallelismOf(node),
            Files = _files,
            Time = _time,
            Logger = LoggerOf(node),
        },
        cancellation));

    void IJobGraphVisitor.Visit<T>(SinkNode<T> node)
    {
        var context = new SinkContext
        {
            JobName = _graph.Name,
            Job = _job,
            Uid = UidOf(node),
            Parallelism = ParallelismOf(node),
            Files = _files,
            Time = _time,
            Logger = LoggerOf(node),
        };
        _sinks.Add(new SinkEnd(
            cancellation => node.Sink.ClaimAsync(context, cancellation), cancellation => node.Sink.DiscardAsync(context, cancellation)));
    }

    void IJobGraphVisitor.Visit<T>(WatermarksNode<T> node)
    {
    }

    void IJobGraphVisitor.Visit<T>(WhereNode<T> node)
    {
    }

    void IJobGraphVisitor.Visit<TIn, TOut>(SelectNode<TIn, TOut> node)
    {
    }

    void IJobGraphVisitor.Visit<TIn, TOut>(SelectManyNode<TIn, TOut> node)
    {
    }

    void IJobGraphVisitor.Visit<TKey, TIn, TOut>(KeyedProcessNode<TKey, TIn, TOut> node)
    {
    }

    void IJobGraphVisitor.Visit<TKey, TIn, TAcc, TOut>(WindowNode<TKey, TIn, TAcc, TOut> node)
    {
    }

    void IJobGraphVisitor.Visit<TIn, TOut>(ActorNode<TIn, TOut> node)
    {
    }

    void IJobGraphVisitor.Visit<TKey, TIn, TOut>(KeyedActorNode<TKey, TIn, TOut> node)
    {
    }

    void IJobGraphVisitor.Visit<T>(ForEachNode<T> node)
    {
    }

    private static string UidOf(JobNode node) =>
        node.Uid?.Value ?? throw new InvalidOperationException($"{node} has no uid, and sources and sinks have one by their type.");

    private int ParallelismOf(JobNode node) => node.Parallelism ?? _parallelism;

    private ILogger LoggerOf(JobNode node) => _loggers.CreateLogger($"ActorStream.{_graph.Name}.{UidOf(node)}");
}

/// <summary>A sink, its record type closed over.</summary>
/// <param name="ClaimAsync">Takes the target for this process.</param>
/// <param name="DiscardAsync">Removes all that the job ever wrote there.</param>
internal sealed record SinkEnd(
    Func<CancellationToken, ValueTask<IAsyncDisposable>> ClaimAsync, Func<CancellationToken, ValueTask> DiscardAsync);
