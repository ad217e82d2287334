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
        var splits = _splits = new SourceSplits(node.Source.IsBounded);
        _source = new SourceHead<T, TSplit>(node, OutputOf<T>(node), splits, _core);
    }

    public void Visit<T>(WatermarksNode<T> node) =>
        _stage = new WatermarkStage<T>(node.Ticks, node.OutOfOrder, _splits?.NewWatermarks(), OutputOf<T>(node), _buffers);

    public void Visit<T>(WhereNode<T> node) => _stage = new WhereStage<T>(node.Predicate, OutputOf<T>(node));

    public void Visit<TIn, TOut>(SelectNode<TIn, TOut> node) =>
        _stage = new SelectStage<TIn, TOut>(node.Selector, OutputOf<TOut>(node), _buffers);

    public void Visit<TIn, TOut>(SelectManyNode<TIn, TOut> node) =>
        _stage = new SelectManyStage<TIn, TOut>(node.Selector, OutputOf<TOut>(node), _buffers);

    public void Visit<TIn, TOut>(ProcessNode<TIn, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new ProcessStage<TIn, TOut>(UidOf(node), function, function.Process, OutputOf<TOut>(node), _core);
    }

    public void Visit<TIn, TBroadcast, TOut>(BroadcastProcessNode<TIn, TBroadcast, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new BroadcastStage<TIn, TBroadcast, TOut>(UidOf(node), function, OutputOf<TOut>(node), _core);
    }

    public void Visit<TKey, TIn, TBroadcast, TOut>(KeyedBroadcastProcessNode<TKey, TIn, TBroadcast, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new KeyedBroadcastStage<TKey, TIn, TBroadcast, TOut>(UidOf(node), function, OutputOf<TOut>(node), _core);
    }

    public void Visit<TKey, TIn, TOut>(KeyedProcessNode<TKey, TIn, TOut> node)
    {
        var function = node.Factory(_core.Environment.Services);
        _stage = new KeyedProcessStage<TKey, TIn, TOut>(UidOf(node), function, OutputOf<TOut>(node), _core);
    }

    public void Visit<TKey, TIn, TAcc, TOut>(WindowNode<TKey, TIn, TAcc, TOut> node) =>
        _stage = new WindowStage<TKey, TIn, TAcc, TOut>(UidOf(node), node.Windows, node.Aggregate, OutputOf<TOut>(node), _core);

    public void Visit<TIn, TOut>(ActorNode<TIn, TOut> node) =>
        _stage = ((OperatorActor<TIn, TOut>)_operatorActor!).CreateStage(UidOf(node), OutputOf<TOut>(node), _core);

    public void Visit<TKey, TIn, TOut>(KeyedActorNode<TKey, TIn, TOut> node) =>
        _stage = ((KeyedOperatorActor<TKey, TIn, TOut>)_operatorActor!).CreateStage(UidOf(node), OutputOf<TOut>(node), _core);

    public void Visit<T>(ForEachNode<T> node) => _stage = new ForEachStage<T>(node.Action);

    public void Visit<T>(SinkNode<T> node) =>
        _stage = new SinkStage<T>(UidOf(node), node.Sink, _core.Job, _core.RestoredCheckpoint, _core);

    private static string UidOf(JobNode node) => node.Uid!.Value.Value;

    /// <summary>What a node's records go to: a stage of this chain, an exchange, or several of these.</summary>
    private Stage<T> OutputOf<T>(JobNode node)
    {
        var outputs = node.Outputs.Cast<JobEdge<T>>().Select(edge => edge.Exchange.Accept(new EdgeBuilder<T>(this, edge))).ToList();
        return outputs is [var only] ? only : new FanOutStage<T>(outputs, _buffers);
    }

    private Stage<T> ChainedTo<T>(JobNode node)
    {
        node.Accept(this);
        return (Stage<T>)_stage!;
    }

    /// <summary>Behind a key the splits' records are mixed, chained or not: watermarks made there are the subtask's.</summary>
    private Stage<T> ChainedBehindKey<T>(JobNode node)
    {
        var splits = _splits;
        _splits = null;
        var stage = ChainedTo<T>(node);
        _splits = splits;
        return stage;
    }

    private InputGate BuildGate(Stage head)
    {
        var channels = new List<InputChannel>();
        foreach (var edge in _plan.InputsOf(Vertex))
        {
            var entry = edge.Input == 0 ? head : ((ITwoInputStage)head).Second;
            for (var i = 0; i < _plan.ChannelsOf(edge); i++)
            {
                var from = new SubtaskId(_plan.VertexOf(edge.From).Index, _plan.IsPointwise(edge) ? _core.Id.Index : i);
                channels.Add(new InputChannel(channels.Count, _core.Epoch, $"{edge.From} {from}", entry));
            }
        }

        return new InputGate(channels);
    }

    /// <summary>Builds what stands at the sending end of one edge.</summary>
    private sealed class EdgeBuilder<T>(ChainBuilder builder, JobEdge<T> edge) : IExchangeVisitor<T, Stage<T>>
    {
        private bool IsChained => builder._plan.IsChained(edge);

        public Stage<T> Forward() => IsChained ? builder.ChainedTo<T>(edge.To) : Rebalance();

        public Stage<T> Rebalance() => new RebalanceExchangeStage<T>(Channels());

        public Stage<T> Broadcast() => new BroadcastExchangeStage<T>(Channels());

        public Stage<T> Hash<TKey>(Func<T, TKey> selector) => IsChained
            ? new KeyStage<TKey, T>(selector, builder.ChainedBehindKey<T>(edge.To), builder._buffers)
            : new HashExchangeStage<TKey, T>(selector, Channels(), builder._buffers);

        private List<OutputChannel<T>> Channels()
        {
            var (core, plan) = (builder._core, builder._plan);
            var to = plan.VertexOf(edge.To);
            var first = plan.FirstChannelOf(edge);
            return plan.IsPointwise(edge) ? [Channel(core.Id.Index, first)]
                : [.. Enumerable.Range(0, to.Parallelism).Select(target => Channel(target, first + core.Id.Index))];

            OutputChannel<T> Channel(int target, int index) => new(
                core.Self, builder._subtasks[new SubtaskId(to.Index, target)], index, core.Epoch, builder._buffers, core.Budget);
        }
    }
}
