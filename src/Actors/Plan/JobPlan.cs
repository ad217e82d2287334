namespace ActorStream.Actors;

/// <summary>
/// How a job graph runs: operators gathered into chains, each chain a vertex of some subtasks. The same in every process that plans the
/// same
/// graph with the same parallelism.
/// </summary>
internal sealed class JobPlan
{
    private readonly Dictionary<JobNode, JobVertex> _vertexOf = [];

    private JobPlan(JobGraph graph) => Graph = graph;

    internal JobGraph Graph { get; }

    internal IReadOnlyList<JobVertex> Vertices { get; private set; } = [];

    /// <summary>What the coordinator needs of each source, by vertex.</summary>
    internal IReadOnlyDictionary<int, ISourcePort> Sources { get; private set; } = new Dictionary<int, ISourcePort>();

    /// <summary>Whether splits wait for each other anywhere.</summary>
    internal bool AlignsSources { get; private set; }

    /// <summary>What the coordinator needs of each sink.</summary>
    internal IReadOnlyList<ISinkPort> Sinks { get; private set; } = [];

    /// <summary>Every subtask, vertex by vertex.</summary>
    internal IEnumerable<SubtaskId> Subtasks =>
        Vertices.SelectMany(v => Enumerable.Range(0, v.Parallelism).Select(i => new SubtaskId(v.Index, i)));

    /// <summary>Plans a graph.</summary>
    /// <param name="graph">A graph without problems of its own.</param>
    /// <param name="parallelism">Of operators that set none.</param>
    /// <exception cref="JobGraphException">
    /// A key, state, split or accumulator type cannot be served, or streams are to stay on subtasks that are not there; lists all of them.
    /// </exception>
    internal static JobPlan Of(JobGraph graph, int parallelism)
    {
        var problems = TypeCheck.Problems(graph);
        if (problems.Count > 0)
        {
            throw new JobGraphException(graph.Name, problems);
        }

        var plan = new JobPlan(graph);
        plan.AssignVertices(parallelism);
        plan.RequireForward();
        (plan.Sources, plan.Sinks, plan.AlignsSources) = PortCollector.Collect(plan);
        return plan;
    }

    internal JobVertex VertexOf(JobNode node) => _vertexOf[node];

    /// <summary>Whether the edge stays within one subtask.</summary>
    internal bool IsChained(JobEdge edge) => _vertexOf[edge.From] == _vertexOf[edge.To];

    /// <summary>The subtasks, by their indices, that send to one behind the edge.</summary>
    internal Range SendersOf(JobEdge edge, int target) =>
        Connected(edge.Pattern, target, VertexOf(edge.To).Parallelism, VertexOf(edge.From).Parallelism);

    /// <summary>The subtasks behind the edge that one before it sends to.</summary>
    internal Range TargetsOf(JobEdge edge, int sender) =>
        Connected(edge.Pattern, sender, VertexOf(edge.From).Parallelism, VertexOf(edge.To).Parallelism);

    /// <summary>Edges that come into a vertex from others, in the order in which its channels are numbered.</summary>
    internal IEnumerable<JobEdge> InputsOf(JobVertex vertex) => vertex.Head.Inputs;

    /// <summary>How many channels a subtask behind the edge has for it.</summary>
    internal int ChannelsOf(JobEdge edge, int target) => SendersOf(edge, target).Count;

    /// <summary>Where the input channels of one of a vertex's subtasks come from, in the order of their numbers.</summary>
    internal IEnumerable<(JobEdge Edge, SubtaskId From)> ChannelsInto(JobVertex vertex, int subtask) => InputsOf(vertex).SelectMany(edge =>
    {
        var senders = SendersOf(edge, subtask);
        return Enumerable.Range(senders.First, senders.Count).Select(sender => (edge, new SubtaskId(VertexOf(edge.From).Index, sender)));
    });

    /// <summary>Index, at the receiver, of the channel from a sender.</summary>
    internal int ChannelOf(JobEdge edge, int sender, int target) =>
        InputsOf(VertexOf(edge.To)).TakeWhile(e => e != edge).Sum(e => ChannelsOf(e, target)) + sender - SendersOf(edge, target).First;

    private void AssignVertices(int parallelism)
    {
        var vertices = new List<JobVertex>();
        foreach (var node in Graph.Nodes)
        {
            var subtasks = node.Parallelism ?? parallelism;
            if (ChainsTo(node, subtasks) is { } vertex)
            {
                vertex.Add(node);
            }
            else
            {
                vertex = new JobVertex(vertices.Count, node, subtasks);
                vertices.Add(vertex);
            }

            _vertexOf.Add(node, vertex);
        }

        Vertices = vertices;
    }

    /// <summary>The vertex before, if the node can run in its subtasks: one input, and every record would stay on the same subtask
    /// anyway.</summary>
    private JobVertex? ChainsTo(JobNode node, int subtasks)
    {
        if (!node.CanChainToInput || node.StartsChain || node.Inputs is not [var edge] || edge.From.EndsChain
            || VertexOf(edge.From) is not { } before || before.Parallelism != subtasks)
        {
            return null;
        }

        var stays = edge.Pattern is ExchangePattern.OneToOne or ExchangePattern.StrictlyOneToOne;
        return stays || (edge.IsHash && subtasks == 1) ? before : null;
    }

    /// <summary>Whom one of <paramref name="own"/> subtasks is connected to, of the <paramref name="others"/> on the other side.</summary>
    private static Range Connected(ExchangePattern pattern, int index, int own, int others) => pattern switch
    {
        ExchangePattern.OneToOne or ExchangePattern.StrictlyOneToOne when own == others => new Range(index, 1),
        // The fewer have neighbours of the others each: those whose number, scaled, is theirs.
        ExchangePattern.Groups when own <= others => Range.Between(FirstOf(index, own, others), FirstOf(index + 1, own, others)),
        ExchangePattern.Groups => new Range((int)((long)index * others / own), 1),
        _ => new Range(0, others),
    };

    private static int FirstOf(int index, int own, int others) => (int)((((long)index * others) + own - 1) / own);

    private void RequireForward()
    {
        var torn = Graph.Nodes.SelectMany(static node => node.Inputs)
            .Where(static edge => edge.Pattern == ExchangePattern.StrictlyOneToOne)
            .Select(edge => (Edge: edge, From: VertexOf(edge.From).Parallelism, To: VertexOf(edge.To).Parallelism))
            .Where(static one => one.From != one.To)
            .Select(static one => $"{one.Edge.To}: Forward() keeps records on the subtask of the same number, but it has {one.To} subtasks and "
                + $"{one.Edge.From} has {one.From}. Give both the same parallelism, or use Rescale() or Rebalance().")
            .ToList();
        if (torn.Count > 0)
        {
            throw new JobGraphException(Graph.Name, torn);
        }
    }

    /// <summary>Subtasks next to each other.</summary>
    internal readonly record struct Range(int First, int Count)
    {
        internal static Range Between(int first, int end) => new(first, end - first);
    }
}

/// <summary>A chain of operators that run in the same subtasks.</summary>
internal sealed class JobVertex
{
    private readonly List<JobNode> _nodes;

    internal JobVertex(int index, JobNode head, int parallelism) => (Index, Head, Parallelism, _nodes) = (index, head, parallelism, [head]);

    internal int Index { get; }

    /// <summary>The operator that gets what other subtasks send, or the source.</summary>
    internal JobNode Head { get; }

    /// <summary>How many subtasks.</summary>
    internal int Parallelism { get; }

    internal IReadOnlyList<JobNode> Nodes => _nodes;

    internal bool IsSource => Head.Inputs.Count == 0;

    /// <summary>Uids of its operators, each with the one it had before a rename, if any.</summary>
    internal IEnumerable<OperatorUid> Uids => Nodes.Select(n => n.Uid).OfType<OperatorUid>();

    /// <summary>What logs call it.</summary>
    internal string Name => string.Join(" → ", Nodes);

    internal void Add(JobNode node) => _nodes.Add(node);
}
