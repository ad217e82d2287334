namespace ActorStream;

// One class per kind of operator. Each closes its generic types when the fluent call makes it and hands them to a typed visitor, so that
// the engine builds its operators without reflection.

internal interface IJobGraphVisitor
{
    void Visit<T, TSplit>(SourceNode<T, TSplit> node)
        where TSplit : ISourceSplit;

    void Visit<T>(WatermarksNode<T> node);

    void Visit<T>(WhereNode<T> node);

    void Visit<TIn, TOut>(SelectNode<TIn, TOut> node);

    void Visit<TIn, TOut>(SelectManyNode<TIn, TOut> node);

    void Visit<TIn, TOut>(ProcessNode<TIn, TOut> node);

    void Visit<TIn, TBroadcast, TOut>(BroadcastProcessNode<TIn, TBroadcast, TOut> node);

    void Visit<TKey, TIn, TBroadcast, TOut>(KeyedBroadcastProcessNode<TKey, TIn, TBroadcast, TOut> node);

    void Visit<TKey, TIn, TOut>(KeyedProcessNode<TKey, TIn, TOut> node);

    void Visit<TFirst, TSecond, TOut>(ConnectedProcessNode<TFirst, TSecond, TOut> node);

    void Visit<TKey, TFirst, TSecond, TOut>(KeyedConnectedProcessNode<TKey, TFirst, TSecond, TOut> node);

    void Visit<TKey, TIn, TAcc, TOut>(WindowNode<TKey, TIn, TAcc, TOut> node);

    void Visit<TKey, TIn, TOut>(AsyncNode<TKey, TIn, TOut> node);

    void Visit<TIn, TOut>(ActorNode<TIn, TOut> node);

    void Visit<TKey, TIn, TOut>(KeyedActorNode<TKey, TIn, TOut> node);

    void Visit<T>(ForEachNode<T> node);

    void Visit<T>(SinkNode<T> node);
}

internal sealed class SourceNode<T, TSplit>(ISource<T, TSplit> source, OperatorUid uid, double recordsPerSecond) : JobNode("source", uid)
    where TSplit : ISourceSplit
{
    internal ISource<T, TSplit> Source { get; } = source;

    /// <summary>Of all subtasks together; 0: unlimited. A simulation lowers it, so that there is time for something to go wrong.</summary>
    internal double RecordsPerSecond { get; set; } = recordsPerSecond;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

internal sealed class WatermarksNode<T>(Func<T, long> ticks, WatermarkStrategy<T> strategy) : JobNode("watermarks", null)
{
    /// <summary>Event time in UTC ticks.</summary>
    internal Func<T, long> Ticks { get; } = ticks;

    internal WatermarkStrategy<T> Strategy { get; } = strategy;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

internal sealed class WhereNode<T>(Func<T, bool> predicate) : JobNode("where", null)
{
    internal Func<T, bool> Predicate { get; } = predicate;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

internal sealed class SelectNode<TIn, TOut>(Func<TIn, TOut> selector) : JobNode("select", null)
{
    internal Func<TIn, TOut> Selector { get; } = selector;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

internal sealed class SelectManyNode<TIn, TOut>(Func<TIn, IEnumerable<TOut>> selector) : JobNode("select-many", null)
{
    internal Func<TIn, IEnumerable<TOut>> Selector { get; } = selector;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

internal sealed class ProcessNode<TIn, TOut>(
    Func<IServiceProvider, ProcessFunction<TIn, TOut>> factory, IReadOnlyList<StateDescriptor> states, OperatorUid uid)
    : JobNode("process", uid)
{
    internal Func<IServiceProvider, ProcessFunction<TIn, TOut>> Factory { get; } = factory;

    internal override IReadOnlyList<StateDescriptor> States => states;

    internal override bool HasSideOutputs => true;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

/// <summary>Has two inputs, so it is always the head of its chain.</summary>
internal sealed class BroadcastProcessNode<TIn, TBroadcast, TOut>(
    Func<IServiceProvider, BroadcastProcessFunction<TIn, TBroadcast, TOut>> factory, IReadOnlyList<StateDescriptor> states, OperatorUid uid)
    : JobNode("broadcast-process", uid)
{
    internal Func<IServiceProvider, BroadcastProcessFunction<TIn, TBroadcast, TOut>> Factory { get; } = factory;

    internal override IReadOnlyList<StateDescriptor> States => states;

    internal override bool CanChainToInput => false;

    internal override bool HasSideOutputs => true;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

/// <inheritdoc cref="BroadcastProcessNode{TIn, TBroadcast, TOut}"/>
internal sealed class KeyedBroadcastProcessNode<TKey, TIn, TBroadcast, TOut>(
    Func<IServiceProvider, KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>> factory,
    IReadOnlyList<StateDescriptor> states,
    OperatorUid uid) : JobNode("broadcast-process", uid)
{
    internal Func<IServiceProvider, KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>> Factory { get; } = factory;

    internal override IReadOnlyList<StateDescriptor> States => states;

    internal override bool CanChainToInput => false;

    internal override bool HasSideOutputs => true;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

/// <inheritdoc cref="BroadcastProcessNode{TIn, TBroadcast, TOut}"/>
internal sealed class ConnectedProcessNode<TFirst, TSecond, TOut>(
    Func<IServiceProvider, ConnectedProcessFunction<TFirst, TSecond, TOut>> factory, IReadOnlyList<StateDescriptor> states, OperatorUid uid)
    : JobNode("process", uid)
{
    internal Func<IServiceProvider, ConnectedProcessFunction<TFirst, TSecond, TOut>> Factory { get; } = factory;

    internal override IReadOnlyList<StateDescriptor> States => states;

    internal override bool CanChainToInput => false;

    internal override bool HasSideOutputs => true;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

/// <inheritdoc cref="BroadcastProcessNode{TIn, TBroadcast, TOut}"/>
internal sealed class KeyedConnectedProcessNode<TKey, TFirst, TSecond, TOut>(
    Func<IServiceProvider, KeyedConnectedProcessFunction<TKey, TFirst, TSecond, TOut>> factory,
    IReadOnlyList<StateDescriptor> states,
    OperatorUid uid) : JobNode("process", uid)
{
    internal Func<IServiceProvider, KeyedConnectedProcessFunction<TKey, TFirst, TSecond, TOut>> Factory { get; } = factory;

    internal override IReadOnlyList<StateDescriptor> States => states;

    internal override bool CanChainToInput => false;

    internal override bool HasSideOutputs => true;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

internal sealed class KeyedProcessNode<TKey, TIn, TOut>(
    Func<IServiceProvider, KeyedProcessFunction<TKey, TIn, TOut>> factory,
    IReadOnlyList<StateDescriptor> states,
    OperatorUid uid,
    string name = "process")
    : JobNode(name, uid)
{
    internal Func<IServiceProvider, KeyedProcessFunction<TKey, TIn, TOut>> Factory { get; } = factory;

    internal override IReadOnlyList<StateDescriptor> States => states;

    internal override bool HasSideOutputs => true;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

/// <summary>An operator that keeps slices of state without declaring them.</summary>
internal interface IWindowNode;

internal sealed class WindowNode<TKey, TIn, TAcc, TOut>(
    WindowPlan<TIn> windows, IWindowAggregate<TIn, TKey, TAcc, TOut> aggregate, OperatorUid uid) : JobNode("window", uid), IWindowNode
{
    /// <summary>Plain ones.</summary>
    internal WindowPlan<TIn> Windows { get; } = windows;

    internal IWindowAggregate<TIn, TKey, TAcc, TOut> Aggregate { get; } = aggregate;

    internal override bool HasSideOutputs => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

/// <summary>Calls an asynchronous function.</summary>
/// <typeparam name="TKey">By which calls wait for each other; <see cref="NoKey"/>: they do not.</typeparam>
/// <typeparam name="TIn">Records that come in.</typeparam>
/// <typeparam name="TOut">Records that go out.</typeparam>
internal sealed class AsyncNode<TKey, TIn, TOut> : JobNode
{
    private readonly StateDeclarations _states = new();

    internal AsyncNode(Func<IServiceProvider, AsyncFunction<TIn, TOut>> factory, AsyncOptions options, OperatorUid uid)
        : base("select-async", uid)
    {
        (Factory, Options) = (factory, options);
        AsyncState.Declare<TIn>(_states, IsKeyed);
    }

    internal Func<IServiceProvider, AsyncFunction<TIn, TOut>> Factory { get; }

    internal AsyncOptions Options { get; }

    internal bool IsKeyed => typeof(TKey) != typeof(NoKey);

    internal override IReadOnlyList<StateDescriptor> States => _states.All;

    internal override bool CanHandleErrors => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

/// <summary>Stands for a key where there is none.</summary>
internal readonly record struct NoKey;

/// <summary>An operator given as an actor: its props are an object here, typed where the actor port is known.</summary>
internal sealed class ActorNode<TIn, TOut>(object props, IReadOnlyList<StateDescriptor> states, OperatorUid uid)
    : JobNode("actor", uid), IActorNode
{
    public object Props { get; } = props;

    internal override IReadOnlyList<StateDescriptor> States => states;

    /// <summary>An actor of the user's has a mailbox of its own.</summary>
    internal override bool CanChainToInput => false;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

/// <summary>The same behind a key.</summary>
internal sealed class KeyedActorNode<TKey, TIn, TOut>(object props, IReadOnlyList<StateDescriptor> states, OperatorUid uid)
    : JobNode("actor", uid), IActorNode
{
    public object Props { get; } = props;

    internal override IReadOnlyList<StateDescriptor> States => states;

    internal override bool CanChainToInput => false;

    internal override bool HasSideOutputs => true;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

internal sealed class ForEachNode<T>(Action<T> action) : JobNode("for-each", null), ISinkLike
{
    internal Action<T> Action { get; } = action;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

internal sealed class SinkNode<T>(ITransactionalSink<T> sink, OperatorUid uid) : JobNode("sink", uid), ISinkLike
{
    internal ITransactionalSink<T> Sink { get; } = sink;

    internal override void Accept(IJobGraphVisitor visitor) => visitor.Visit(this);
}

/// <summary>A node whose operator is an actor of the user's.</summary>
internal interface IActorNode
{
    object Props { get; }
}
