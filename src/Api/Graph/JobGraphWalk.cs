namespace ActorStream;

/// <summary>A visitor that looks at some kinds of nodes and passes over the others.</summary>
internal abstract class JobGraphWalk : IJobGraphVisitor
{
    internal void Walk(JobGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            node.Accept(this);
        }
    }

    public virtual void Visit<T, TSplit>(SourceNode<T, TSplit> node)
        where TSplit : ISourceSplit
    {
    }

    public virtual void Visit<T>(WatermarksNode<T> node)
    {
    }

    public virtual void Visit<T>(WhereNode<T> node)
    {
    }

    public virtual void Visit<TIn, TOut>(SelectNode<TIn, TOut> node)
    {
    }

    public virtual void Visit<TIn, TOut>(SelectManyNode<TIn, TOut> node)
    {
    }

    public virtual void Visit<TIn, TOut>(ProcessNode<TIn, TOut> node)
    {
    }

    public virtual void Visit<TIn, TBroadcast, TOut>(BroadcastProcessNode<TIn, TBroadcast, TOut> node)
    {
    }

    public virtual void Visit<TKey, TIn, TBroadcast, TOut>(KeyedBroadcastProcessNode<TKey, TIn, TBroadcast, TOut> node)
    {
    }

    public virtual void Visit<TKey, TIn, TOut>(KeyedProcessNode<TKey, TIn, TOut> node)
    {
    }

    public virtual void Visit<TFirst, TSecond, TOut>(ConnectedProcessNode<TFirst, TSecond, TOut> node)
    {
    }

    public virtual void Visit<TKey, TFirst, TSecond, TOut>(KeyedConnectedProcessNode<TKey, TFirst, TSecond, TOut> node)
    {
    }

    public virtual void Visit<TKey, TIn, TAcc, TOut>(WindowNode<TKey, TIn, TAcc, TOut> node)
    {
    }

    public virtual void Visit<TKey, TIn, TOut>(AsyncNode<TKey, TIn, TOut> node)
    {
    }

    public virtual void Visit<TIn, TOut>(ActorNode<TIn, TOut> node)
    {
    }

    public virtual void Visit<TKey, TIn, TOut>(KeyedActorNode<TKey, TIn, TOut> node)
    {
    }

    public virtual void Visit<T>(ForEachNode<T> node)
    {
    }

    public virtual void Visit<T>(SinkNode<T> node)
    {
    }
}
