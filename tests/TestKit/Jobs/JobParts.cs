namespace ActorStream.TestKit;

/// <summary>The sources and sinks of a job, as they were given to it, by uid.</summary>
internal sealed class JobParts : JobGraphWalk
{
    private readonly Dictionary<string, object> _sources = [];
    private readonly Dictionary<string, object> _sinks = [];

    internal static JobParts Of(JobGraph graph)
    {
        var parts = new JobParts();
        parts.Walk(graph);
        return parts;
    }

    /// <summary>The sinks that keep what is committed in memory, by uid.</summary>
    internal IEnumerable<(string Uid, IMemorySink Sink)> MemorySinks =>
        _sinks.Where(static sink => sink.Value is IMemorySink).Select(static sink => (sink.Key, (IMemorySink)sink.Value));

    internal TSource Source<TSource>(string uid) => Find<TSource>("source", _sources, uid);

    internal TSink Sink<TSink>(string uid) => Find<TSink>("sink", _sinks, uid);

    public override void Visit<T, TSplit>(SourceNode<T, TSplit> node) => _sources.Add(node.Uid!.Value.Value, node.Source);

    public override void Visit<T>(SinkNode<T> node) => _sinks.Add(node.Uid!.Value.Value, node.Sink);

    private static TPart Find<TPart>(string what, Dictionary<string, object> parts, string uid)
    {
        if (!parts.TryGetValue(uid, out var part))
            throw new ArgumentException($"The job has no {what} '{uid}'. It has: {string.Join(", ", parts.Keys)}.", nameof(uid));
        return part is TPart typed ? typed
            : throw new ArgumentException($"The {what} '{uid}' is a {part.GetType().Name}, not a {typeof(TPart).Name}.", nameof(uid));
    }
}

/// <summary>A sink whose committed records can be looked at without knowing their type.</summary>
internal interface IMemorySink
{
    IEnumerable<object?> Committed { get; }

    int Pending { get; }
}
