using ActorStream.Actors;

namespace ActorStream;

/// <summary>Operators given as actors.</summary>
public static class OperatorActorStreams
{
    /// <summary>Sends the stream through an actor that the props make, one per subtask.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="props">Props of the actor; one is also made when the graph is built, to look at it.</param>
    /// <param name="uid">Names the operator for life.</param>
    public static DataStream<TOut> Via<TIn, TOut>(this DataStream<TIn> stream, IProps<OperatorActor<TIn, TOut>> props, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(props);
        return stream.Then<TOut>(new ActorNode<TIn, TOut>(props.Untyped, StatesOf(props.Untyped), uid));
    }

    /// <summary>Sends the stream through an actor that the props make, one per subtask, with state per key.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="props">Props of the actor; one is also made when the graph is built, to list its state.</param>
    /// <param name="uid">Names the operator for life.</param>
    public static DataStream<TOut> Via<TKey, TIn, TOut>(
        this KeyedStream<TKey, TIn> stream, IProps<KeyedOperatorActor<TKey, TIn, TOut>> props, OperatorUid uid)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(props);
        return stream.Stream.Then<TOut>(new KeyedActorNode<TKey, TIn, TOut>(props.Untyped, StatesOf(props.Untyped), uid));
    }

    private static IReadOnlyList<StateDescriptor> StatesOf(Props props) => ((OperatorActor)props.Factory()).States.All;
}
