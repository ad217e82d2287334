namespace ActorStream;

/// <summary>
/// Builds a job graph by fluent calls. Used by one thread, within the function that declares the job.
/// </summary>
public sealed class JobBuilder
{
    private readonly List<JobNode> _nodes = [];

    internal JobBuilder(string name, IServiceProvider services) => (Name, Services) = (name, services);

    /// <summary>The job's name.</summary>
    public string Name { get; }

    /// <summary>The host's services, for functions that want some.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Reads a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="uid">Names it for life: its positions are found by it.</param>
    /// <param name="recordsPerSecond">A limit for all its subtasks together; 0: none.</param>
    public DataStream<T> From<T, TSplit>(ISource<T, TSplit> source, OperatorUid uid, double recordsPerSecond = 0)
        where TSplit : ISourceSplit
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(recordsPerSecond);
        var node = new SourceNode<T, TSplit>(source, uid, recordsPerSecond);
        Add(node);
        return new DataStream<T>(this, node);
    }

    /// <summary>Reads the items of a list, which must not change any more.</summary>
    /// <param name="items">The items.</param>
    /// <param name="uid">Names the source for life.</param>
    public DataStream<T> From<T>(IReadOnlyList<T> items, OperatorUid uid) => From(Generate.Items(items), uid);

    internal void Add(JobNode node)
    {
        node.Id = _nodes.Count;
        _nodes.Add(node);
    }

    /// <summary>The finished graph, checked.</summary>
    /// <exception cref="JobGraphException">It has errors; lists all of them.</exception>
    internal JobGraph Build()
    {
        var graph = new JobGraph(Name, _nodes);
        var problems = JobGraphCheck.Problems(graph);
        return problems.Count == 0 ? graph : throw new JobGraphException(Name, problems);
    }
}
