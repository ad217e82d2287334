namespace ActorStream;

/// <summary>How the records of a stream reach the subtasks of the next operator.</summary>
internal abstract class Exchange<T>
{
    internal abstract string Name { get; }

    internal virtual bool IsHash => false;

    internal abstract TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor);
}

/// <summary>Answers for each kind of exchange, with its key type closed.</summary>
internal interface IExchangeVisitor<T, out TResult>
{
    TResult Forward();

    TResult Rebalance();

    TResult Broadcast();

    TResult Hash<TKey>(Func<T, TKey> selector);
}

/// <summary>Subtask i to subtask i; chained where possible. Becomes a rebalance where the parallelism differs.</summary>
internal sealed class ForwardExchange<T> : Exchange<T>
{
    internal static ForwardExchange<T> Instance { get; } = new();

    internal override string Name => "forward";

    internal override TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor) => visitor.Forward();
}

/// <summary>Whole batches in turns.</summary>
internal sealed class RebalanceExchange<T> : Exchange<T>
{
    internal static RebalanceExchange<T> Instance { get; } = new();

    internal override string Name => "rebalance";

    internal override TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor) => visitor.Rebalance();
}

/// <summary>Every record to every subtask.</summary>
internal sealed class BroadcastExchange<T> : Exchange<T>
{
    internal static BroadcastExchange<T> Instance { get; } = new();

    internal override string Name => "broadcast";

    internal override TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor) => visitor.Broadcast();
}

/// <summary>Each record to the subtask that owns the hash of its key.</summary>
internal sealed class HashExchange<TKey, T>(Func<T, TKey> selector) : Exchange<T>
{
    internal override string Name => "hash";

    internal override bool IsHash => true;

    internal override TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor) => visitor.Hash(selector);
}
