namespace ActorStream.Actors;

/// <summary>
/// Builds the chain of one subtask from its vertex, sink to source: each node gives its stage once the stages behind it exist. The visitor
/// brings the generic types that the fluent calls closed, so no type is made by reflection.
/// </summary>
internal sealed class ChainBuilder : IJobGraphVisitor
{
    private readonly SubtaskCore _core;
    private readonly IReadOnlyDictionary<SubtaskId, IActorRef> _subtasks;
    private readonly OperatorActor? _operatorActor;
    private readonly JobPlan _plan;
    private readonly Buffers _buffers;
    private SourceSplits? _splits;

    // What the last visit made.
    private Stage? _stage;
    private SourceHead? _source;

    private ChainBuilder(SubtaskCore core, IReadOnlyDictionary<SubtaskId, IActorRef> subtasks, OperatorActor? operatorActor)
    {
        (_core, _subtasks, _operatorActor) = (core, subtasks, operatorActor);
        (_plan, _buffers) = (core.Environment.Plan, core.Environment.Buffers);
    }

    private JobVertex Vertex => _plan.Vertices[_core.Id.Vertex];

    internal static Chain Build(SubtaskCore core, IReadOnlyDictionary<SubtaskId, IActorRef> subtasks, OperatorActor? operatorActor)
    {
        var builder = new ChainBuilder(core, subtasks, operatorActor);
        builder.Vertex.Head.Accept(builder);
        var head = builder._source?.Next ?? builder._stage!;
        return new Chain(builder.Vertex.Name, head, builder._source, builder.BuildGate(head));
    }

    public void Visit<T, TSplit>(SourceNode<T, TSplit> node)
        where TSplit : ISourceSplit
    {
        var splits = _splits = new SourceSplits(node.Source.IsBounded, _core.Metrics);
        _source = new SourceHead<T, TSplit>(node, OutputOf<T>(node), splits, _core);
    }

    public void Visit<T>(WatermarksNode<T> node) =>
        _stage = new WatermarkStage<T>(node, _splits, OutputOf<T>(node), _core);

    public void Visit<T>(WhereNode<T> node) => _stage = Guarded<T, T>(node, (in T record, StageOutput<T> _, Collector<T> output) =>
    {
        if (node.Predicate(record)) output.Emit(record);
    }) ?? new WhereStage<T>(node.Predicate, OutputOf<T>(node));

    public void Visit<TIn, TOut>(SelectNode<TIn, TOut> node) =>
        _stage = Guarded<TIn, TOut>(node, (in TIn record, StageOutput<TOut> _, Collector<TOut> output) => output.Emit(node.Selector(record)))
            ?? new SelectStage<TIn, TOut>(node.Selector, OutputOf<TOut>(node), _buffers);

    public void Visit<TIn, TOut>(SelectManyNode<TIn, TOut> node) => _stage = Guarded<TIn, TOut>(node, (in TIn record, StageOutput<TOut> _, Collector<TOut> output) =>
    {
        foreach (var one in node.Selector(record)) output.Emit(one);
    }) ?? new SelectManyStage<TIn, TOut>(node.Selector, OutputOf<TOut>(node), _buffers);

    public void Visit<TIn, TOut>(ProcessNode<TIn, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new ProcessStage<TIn, TOut>(UidOf(node), function, function.Process, OutputOf<TOut>(node), _core, ErrorsOf(node));
    }

    public void Visit<TIn, TBroadcast, TOut>(BroadcastProcessNode<TIn, TBroadcast, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new TwoInputStage<TIn, TBroadcast, TOut>(
            UidOf(node), function, function.Process, function.ProcessBroadcast, OutputOf<TOut>(node), _core, ErrorsOf(node));
    }

    public void Visit<TKey, TIn, TBroadcast, TOut>(KeyedBroadcastProcessNode<TKey, TIn, TBroadcast, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new KeyedBroadcastStage<TKey, TIn, TBroadcast, TOut>(UidOf(node), function, OutputOf<TOut>(node), _core, ErrorsOf(node));
    }

    public void Visit<TKey, TIn, TOut>(KeyedProcessNode<TKey, TIn, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new KeyedProcessStage<TKey, TIn, TOut>(UidOf(node), function, function.Process, function.OnTimer, OutputOf<TOut>(node), _core, ErrorsOf(node));
    }

    public void Visit<TFirst, TSecond, TOut>(ConnectedProcessNode<TFirst, TSecond, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new TwoInputStage<TFirst, TSecond, TOut>(
            UidOf(node), function, function.ProcessFirst, function.ProcessSecond, OutputOf<TOut>(node), _core, ErrorsOf(node));
    }

    public void Visit<TKey, TFirst, TSecond, TOut>(KeyedConnectedProcessNode<TKey, TFirst, TSecond, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new KeyedConnectedStage<TKey, TFirst, TSecond, TOut>(UidOf(node), function, OutputOf<TOut>(node), _core, ErrorsOf(node));
    }

    public void Visit<TKey, TIn, TAcc, TOut>(WindowNode<TKey, TIn, TAcc, TOut> node) =>
        _stage = new WindowStage<TKey, TIn, TAcc, TOut>(node, OutputOf<TOut>(node), _core);

    public void Visit<TKey, TIn, TOut>(AsyncNode<TKey, TIn, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new AsyncStage<TIn, TOut>(UidOf(node), function, node.Options, node.IsKeyed, WithoutSplits(() => OutputOf<TOut>(node)), _core, ErrorsOf(node));
    }

    public void Visit<TIn, TOut>(ActorNode<TIn, TOut> node) =>
        _stage = ((OperatorActor<TIn, TOut>)_operatorActor!).CreateStage(UidOf(node), OutputOf<TOut>(node), _core);

    public void Visit<TKey, TIn, TOut>(KeyedActorNode<TKey, TIn, TOut> node) =>
        _stage = ((KeyedOperatorActor<TKey, TIn, TOut>)_operatorActor!).CreateStage(UidOf(node), OutputOf<TOut>(node), _core);

    public void Visit<T>(ForEachNode<T> node) => _stage = new ForEachStage<T>(node.Action);

    public void Visit<T>(SinkNode<T> node) =>
        _stage = new SinkStage<T>(UidOf(node), node.Sink, _core.Job, _core.RestoredCheckpoint, _core);

    private RecordErrors? ErrorsOf(JobNode node) => RecordErrors.Of(node, _core, _splits);

    /// <summary>An operator without state whose records may fail one by one; null if a failure of one is the job's.</summary>
    private Stage? Guarded<TIn, TOut>(JobNode node, RecordHandler<TIn, StageOutput<TOut>, TOut> handle) =>
        ErrorsOf(node) is { } errors ? new GuardedStage<TIn, TOut>(handle, errors, OutputOf<TOut>(node), _buffers) : null;

    private static string UidOf(JobNode node) => node.Uid!.Value.Value;

    /// <summary>What a node's records go to: its main output, and those that it has beside.</summary>
    private Stage<T> OutputOf<T>(JobNode node)
    {
        var main = Branch<T>(node.Outputs.Where(static edge => edge.Side is null));
        var taken = node.Outputs.Where(static edge => edge.Side is not null).GroupBy(static edge => (edge.Side!.Name, edge.Side.GetType())).ToList();
        if (taken.Count == 0)
        {
            return main;
        }

        var sides = new SideOutputs();
        foreach (var edges in taken)
        {
            edges.First().Side!.Accept(new SideBuilder(this, sides, edges));
        }

        return new BranchStage<T>(main, sides);
    }

    /// <summary>What one output goes to: a stage of this chain, an exchange, several of these, or nothing.</summary>
    private Stage<T> Branch<T>(IEnumerable<JobEdge> edges)
    {
        var outputs = edges.Cast<JobEdge<T>>().Select(edge => edge.Exchange.Accept(new EdgeBuilder<T>(this, edge))).ToList();
        return outputs is [var only] ? only : new FanOutStage<T>(outputs, _buffers);
    }

    private Stage<T> ChainedTo<T>(JobNode node)
    {
        node.Accept(this);
        return (Stage<T>)_stage!;
    }

    /// <summary>Builds what stands where the splits' records are mixed, chained or not: watermarks made there are the subtask's.</summary>
    private Stage<T> WithoutSplits<T>(Func<Stage<T>> build)
    {
        var splits = _splits;
        _splits = null;
        var stage = build();
        _splits = splits;
        return stage;
    }

    private InputGate BuildGate(Stage head)
    {
        var channels = new List<InputChannel>();
        foreach (var (edge, from) in _plan.ChannelsInto(Vertex, _core.Id.Index))
        {
            var entry = edge.Input == 0 ? head : ((ITwoInputStage)head).Second;
            channels.Add(new InputChannel(channels.Count, _core.Epoch, $"{edge.From} {from}", entry));
        }

        return new InputGate(channels);
    }

    /// <summary>Builds what one side output goes to.</summary>
    private sealed class SideBuilder(ChainBuilder builder, SideOutputs sides, IEnumerable<JobEdge> edges) : ISideOutputVisitor<bool>
    {
        public bool Visit<T>(SideOutput<T> tag)
        {
            sides.Add(tag, builder.Branch<T>(edges), builder._buffers);
            return true;
        }
    }

    /// <summary>Builds what stands at the sending end of one edge.</summary>
    private sealed class EdgeBuilder<T>(ChainBuilder builder, JobEdge<T> edge) : IExchangeVisitor<T, Stage<T>>
    {
        private bool IsChained => builder._plan.IsChained(edge);

        public Stage<T> Forward() => IsChained ? builder.ChainedTo<T>(edge.To) : Rebalance();

        public Stage<T> Rebalance() => new RebalanceExchangeStage<T>(Channels());

        public Stage<T> Broadcast() => new BroadcastExchangeStage<T>(Channels());

        public Stage<T> Hash<TKey>(Func<T, TKey> selector) => IsChained
            ? new KeyStage<TKey, T>(selector, builder.WithoutSplits(() => builder.ChainedTo<T>(edge.To)), builder._buffers)
            : new HashExchangeStage<TKey, T>(selector, Channels(), builder._buffers);

        public Stage<T> Partition(Func<T, int, int> choose) => new PartitionExchangeStage<T>(choose, edge.To.ToString(), Channels());

        private List<OutputChannel<T>> Channels()
        {
            var (core, plan) = (builder._core, builder._plan);
            var to = plan.VertexOf(edge.To);
            var targets = plan.TargetsOf(edge, core.Id.Index);
            return [.. Enumerable.Range(targets.First, targets.Count).Select(target => new OutputChannel<T>(
                core.Self,
                builder._subtasks[new SubtaskId(to.Index, target)],
                plan.ChannelOf(edge, core.Id.Index, target),
                core.Epoch,
                builder._buffers,
                core.Budget))];
        }
    }
}
