namespace ActorStream.Actors;

/// <summary>Finds the sources and sinks of a plan.</summary>
internal sealed class PortCollector : JobGraphWalk
{
    private readonly JobPlan _plan;
    private readonly Dictionary<int, ISourcePort> _sources = [];
    private readonly List<ISinkPort> _sinks = [];
    private bool _alignsSources;

    private PortCollector(JobPlan plan) => _plan = plan;

    internal static (IReadOnlyDictionary<int, ISourcePort> Sources, IReadOnlyList<ISinkPort> Sinks, bool AlignsSources) Collect(JobPlan plan)
    {
        var collector = new PortCollector(plan);
        collector.Walk(plan.Graph);
        return (collector._sources, collector._sinks, collector._alignsSources);
    }

    public override void Visit<T, TSplit>(SourceNode<T, TSplit> node)
    {
        var vertex = _plan.VertexOf(node);
        _sources.Add(vertex.Index, new SourcePort<T, TSplit>(node, vertex.Parallelism));
    }

    public override void Visit<T>(WatermarksNode<T> node) => _alignsSources |= node.Strategy.MaxDrift is not null;

    public override void Visit<T>(SinkNode<T> node) => _sinks.Add(new SinkPort<T>(node, _plan.VertexOf(node).Parallelism));
}
