using ActorStream.Actors;

namespace ActorStream;

/// <summary>Operators given as actors.</summary>
public static class OperatorActorStreams
{
    extension<TIn>(DataStream<TIn> stream)
    {
        /// <summary>Sends the stream through an actor that the props make, one per subtask.</summary>
        /// <param name="props">Props of an <see cref="OperatorActor{TIn, TOut}"/>; also made once when the graph is built.</param>
        /// <param name="uid">Names the operator for life.</param>
        /// <exception cref="ArgumentException">The props make an actor of another kind.</exception>
        public DataStream<TOut> Via<TOut>(Props props, OperatorUid uid)
        {
            var actor = Require<OperatorActor<TIn, TOut>>(props);
            return stream.Then<TOut>(new ActorNode<TIn, TOut>(props, actor.States.All, uid));
        }
    }

    extension<TKey, TIn>(KeyedStream<TKey, TIn> stream)
        where TKey : notnull
    {
        /// <summary>Sends the stream through an actor that the props make, one per subtask, with state per key.</summary>
        /// <param name="props">Props of a <see cref="KeyedOperatorActor{TKey, TIn, TOut}"/>; also made once when the graph is built.</param>
        /// <param name="uid">Names the operator for life.</param>
        /// <exception cref="ArgumentException">The props make an actor of another kind.</exception>
        public DataStream<TOut> Via<TOut>(Props props, OperatorUid uid)
        {
            var actor = Require<KeyedOperatorActor<TKey, TIn, TOut>>(props);
            return stream.Stream.Then<TOut>(new KeyedActorNode<TKey, TIn, TOut>(props, actor.States.All, uid));
        }
    }

    private static TActor Require<TActor>(Props props)
        where TActor : OperatorActor
    {
        ArgumentNullException.ThrowIfNull(props);
        return props.Factory() as TActor
            ?? throw new ArgumentException($"The props make a {props.ActorType.Name}; here a {typeof(TActor).Name} is needed.", nameof(props));
    }
}
