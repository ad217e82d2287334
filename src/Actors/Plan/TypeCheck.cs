using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>Finds the types of a graph that cannot be served: as keys, as state, as splits. All of them at once.</summary>
internal sealed class TypeCheck : JobGraphWalk, IStateVisitor
{
    private readonly List<string> _problems = [];
    private string _where = "";

    internal static IReadOnlyList<string> Problems(JobGraph graph)
    {
        var check = new TypeCheck();
        check.Walk(graph);
        return check._problems;
    }

    public override void Visit<T, TSplit>(SourceNode<T, TSplit> node) => Add($"{node}: split type", Codecs.Problem<TSplit>());

    public override void Visit<TIn, TOut>(ProcessNode<TIn, TOut> node) => CheckStates(node);

    public override void Visit<TIn, TBroadcast, TOut>(BroadcastProcessNode<TIn, TBroadcast, TOut> node) => CheckStates(node);

    public override void Visit<TKey, TIn, TBroadcast, TOut>(KeyedBroadcastProcessNode<TKey, TIn, TBroadcast, TOut> node) =>
        CheckKeyed<TKey>(node);

    public override void Visit<TKey, TIn, TOut>(KeyedProcessNode<TKey, TIn, TOut> node) => CheckKeyed<TKey>(node);

    public override void Visit<TFirst, TSecond, TOut>(ConnectedProcessNode<TFirst, TSecond, TOut> node) => CheckStates(node);

    public override void Visit<TKey, TFirst, TSecond, TOut>(KeyedConnectedProcessNode<TKey, TFirst, TSecond, TOut> node) =>
        CheckKeyed<TKey>(node);

    public override void Visit<TKey, TIn, TOut>(AsyncNode<TKey, TIn, TOut> node)
    {
        if (node.IsKeyed)
        {
            CheckKeyed<TKey>(node);
        }
        else
        {
            CheckStates(node);
        }
    }

    public override void Visit<TIn, TOut>(ActorNode<TIn, TOut> node) => CheckStates(node);

    public override void Visit<TKey, TIn, TOut>(KeyedActorNode<TKey, TIn, TOut> node) => CheckKeyed<TKey>(node);

    public override void Visit<TKey, TIn, TAcc, TOut>(WindowNode<TKey, TIn, TAcc, TOut> node)
    {
        CheckKeyed<TKey>(node);
        Add($"{node}: accumulator", Codecs.Problem<TAcc>());
    }

    public void VisitValue<T>(ValueStateDescriptor<T> state) => CheckValues(state);

    public void VisitSlice<T>(SliceStateDescriptor<T> state) => CheckValues(state);

    public void VisitList<T>(ListStateDescriptor<T> state) => CheckValues(state);

    public void VisitMap<TMapKey, T>(MapStateDescriptor<TMapKey, T> state)
    {
        Add($"{_where}: map key of state '{state.Name}'", KeyHash.Problem<TMapKey>() ?? Codecs.Problem<TMapKey>() ?? OrderProblem());
        CheckValues(state);

        string? OrderProblem() => state.IsSorted && !KeyOrder.Has<TMapKey>()
            ? $"'{TypeNames.Of(typeof(TMapKey))}' has no order to sort by; use an integer, enum, string, Guid, decimal, date or time, "
            + "or a map that is not sorted."
            : null;
    }

    public void VisitOperatorList<T>(OperatorListStateDescriptor<T> state) => CheckValues(state);

    /// <summary>Entries are found by key again after a restore, so a key must be equal to what it is read back as.</summary>
    public void VisitBroadcast<TMapKey, T>(BroadcastStateDescriptor<TMapKey, T> state)
        where TMapKey : notnull
    {
        Add($"{_where}: key of state '{state.Name}'", KeyHash.Problem<TMapKey>() ?? Codecs.Problem<TMapKey>());
        CheckValues(state);
    }

    private void CheckValues<T>(StateDescriptor<T> state)
    {
        if (state.Serializer is null)
        {
            Add($"{_where}: state '{state.Name}'", Codecs.Problem<T>());
        }
    }

    private void CheckKeyed<TKey>(JobNode node)
    {
        Add($"{node}: key", KeyHash.Problem<TKey>() ?? Codecs.Problem<TKey>());
        CheckStates(node);
    }

    private void CheckStates(JobNode node)
    {
        _where = node.ToString();
        foreach (var state in node.States)
        {
            state.Accept(this);
        }
    }

    private void Add(string where, string? problem)
    {
        if (problem is not null)
        {
            _problems.Add($"{where}: {problem}");
        }
    }
}
