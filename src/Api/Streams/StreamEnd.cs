namespace ActorStream;

/// <summary>An operator whose records a stream has, the output they come from, and how they reach the next operator.</summary>
/// <param name="Node">The operator.</param>
/// <param name="Exchange">How its records reach the next one.</param>
/// <param name="Side">Which side output; null: the main one.</param>
internal readonly record struct StreamEnd<T>(JobNode Node, Exchange<T> Exchange, SideOutput<T>? Side = null)
{
    internal StreamEnd(JobNode node, SideOutput<T>? side = null)
        : this(node, ForwardExchange<T>.Instance, side)
    {
    }
}
