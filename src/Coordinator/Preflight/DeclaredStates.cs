using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// What the operators of a graph declare, as a restore would match it: bound to a backend that nothing is ever put into. What an operator
/// keeps without declaring it is checked when the operator opens.
/// </summary>
internal sealed class DeclaredStates : JobGraphWalk, IStateVisitor, IDisposable
{
    /// <summary>What windows keep accumulators in.</summary>
    private static readonly string[] SliceStates = ["window", "merged"];
    private static readonly IStateClock Clock = new NoClock();

    private readonly HeapMemory _memory = new(long.MaxValue);
    private readonly List<IDisposable> _backends = [];
    private readonly Dictionary<string, DeclaredOperator> _operators = [];
    private StateExpiry<long> _binder = null!;
    private List<DeclaredState> _lists = [];

    private DeclaredStates()
    {
    }

    /// <summary>Whether some stream has event time.</summary>
    internal bool HasEventTime { get; private set; }

    internal static DeclaredStates Of(JobGraph graph)
    {
        var states = new DeclaredStates();
        states.Walk(graph);
        return states;
    }

    /// <summary>By the uid that it has now; null: it declares nothing that is known before it opens.</summary>
    internal DeclaredOperator? Find(string uid) => _operators.GetValueOrDefault(uid);

    public override void Visit<T>(WatermarksNode<T> node) => HasEventTime = true;

    public override void Visit<TIn, TOut>(ProcessNode<TIn, TOut> node) => Add(node, null);

    public override void Visit<TIn, TBroadcast, TOut>(BroadcastProcessNode<TIn, TBroadcast, TOut> node) => Add(node, null);

    public override void Visit<TKey, TIn, TBroadcast, TOut>(KeyedBroadcastProcessNode<TKey, TIn, TBroadcast, TOut> node) =>
        Add(node, Codecs.For<TKey>().Schema);

    public override void Visit<TKey, TIn, TOut>(KeyedProcessNode<TKey, TIn, TOut> node) => Add(node, Codecs.For<TKey>().Schema);

    public override void Visit<TFirst, TSecond, TOut>(ConnectedProcessNode<TFirst, TSecond, TOut> node) => Add(node, null);

    public override void Visit<TKey, TFirst, TSecond, TOut>(KeyedConnectedProcessNode<TKey, TFirst, TSecond, TOut> node) =>
        Add(node, Codecs.For<TKey>().Schema);

    public override void Visit<TIn, TOut>(ActorNode<TIn, TOut> node) => Add(node, null);

    public override void Visit<TKey, TIn, TOut>(KeyedActorNode<TKey, TIn, TOut> node) => Add(node, Codecs.For<TKey>().Schema);

    public override void Visit<TKey, TIn, TAcc, TOut>(WindowNode<TKey, TIn, TAcc, TOut> node)
    {
        Add(node, Codecs.For<TKey>().Schema, isComplete: false);
        var accumulators = Codecs.For<TAcc>();
        foreach (var name in SliceStates)
            _lists.Add(new DeclaredState(StateKind.Slice, name, accumulators.Schema, written => accumulators.ReadingAs(written, name)));
    }

    public override void Visit<TKey, TIn, TOut>(AsyncNode<TKey, TIn, TOut> node) =>
        Add(node, node.IsKeyed ? Codecs.For<TKey>().Schema : null, isComplete: false);

    public void VisitValue<T>(ValueStateDescriptor<T> state) => _binder.Bind(state);

    public void VisitSlice<T>(SliceStateDescriptor<T> state)
    {
    }

    public void VisitMap<TMapKey, T>(MapStateDescriptor<TMapKey, T> state) => _binder.Bind(state);

    public void VisitList<T>(ListStateDescriptor<T> state) => _binder.Bind(state);

    public void VisitOperatorList<T>(OperatorListStateDescriptor<T> state) => AddList(state, Codecs.For(state.Serializer));

    public void VisitBroadcast<TMapKey, T>(BroadcastStateDescriptor<TMapKey, T> state)
        where TMapKey : notnull => AddList(state, new EntryCodec<TMapKey, T>(Codecs.For<TMapKey>(), Codecs.For(state.Serializer)));

    public void Dispose()
    {
        foreach (var backend in _backends) backend.Dispose();
        _memory.Dispose();
    }

    private void Add(JobNode node, Schema? key, bool isComplete = true)
    {
        var backend = new HeapStateBackend<long>(HashRange.Of(0, 1), _memory);
        _backends.Add(backend);
        (_binder, _lists) = (new StateExpiry<long>(backend, Clock), []);
        foreach (var state in node.States) state.Accept(this);
        var states = _lists;
        var keyed = backend.States.Where(static state => state.Kind != StateKind.Timer)
            .Select(static state => new DeclaredState(state.Kind, state.Name, state.Schema, written => state.LoaderOf(written)));
        states.InsertRange(0, keyed);
        _operators.Add(node.Uid!.Value.Value, new DeclaredOperator(key, states, isComplete));
    }

    private void AddList<TItem>(StateDescriptor state, Codec<TItem> codec) =>
        _lists.Add(new DeclaredState(state.Kind, state.Name, codec.Schema, written => codec.ReadingAs(written, state.Name)));

    private sealed class NoClock : IStateClock
    {
        public long Now(TimerClock clock) => long.MinValue;

        public long Written(TimerClock clock) => long.MinValue;

        public void OnEarlierTimer()
        {
        }
    }
}

/// <summary>What one operator declares.</summary>
/// <param name="Key">Schema of its keys; null: it has none.</param>
/// <param name="States">Its states.</param>
/// <param name="IsComplete">Whether it keeps no others.</param>
internal sealed record DeclaredOperator(Schema? Key, IReadOnlyList<DeclaredState> States, bool IsComplete);

/// <summary>A state as it is declared.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Schema">Of its values; of a map, of key and value.</param>
/// <param name="Fit">Throws a <see cref="StateRestoreException"/> where what was written by another schema cannot be read as this
/// one.</param>
internal sealed record DeclaredState(StateKind Kind, string Name, Schema Schema, Action<Schema> Fit);
