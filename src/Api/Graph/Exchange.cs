namespace ActorStream;

/// <summary>How the records of a stream reach the subtasks of the next operator.</summary>
internal abstract class Exchange<T>
{
    internal abstract string Name { get; }

    internal virtual bool IsHash => false;

    /// <summary>Who is connected to whom.</summary>
    internal virtual ExchangePattern Pattern => ExchangePattern.AllToAll;

    internal abstract TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor);
}

/// <summary>Which subtasks of the next operator a subtask may send to.</summary>
internal enum ExchangePattern
{
    /// <summary>Any.</summary>
    AllToAll,

    /// <summary>That of its own number, where both sides have as many; else any.</summary>
    OneToOne,

    /// <summary>That of its own number; both sides must have as many.</summary>
    StrictlyOneToOne,

    /// <summary>A group of neighbours: as even as the numbers allow.</summary>
    Groups,
}

/// <summary>Answers for each kind of exchange, with its key type closed.</summary>
internal interface IExchangeVisitor<T, out TResult>
{
    TResult Forward();

    TResult Rebalance();

    TResult Broadcast();

    TResult Hash<TKey>(Func<T, TKey> selector);

    TResult Partition(Func<T, int, int> choose);
}

/// <summary>Subtask i to subtask i; chained where possible. Becomes a rebalance where the parallelism differs.</summary>
internal sealed class ForwardExchange<T> : Exchange<T>
{
    private readonly bool _isStrict;

    private ForwardExchange(bool isStrict) => _isStrict = isStrict;

    internal static ForwardExchange<T> Instance { get; } = new(isStrict: false);

    /// <summary>Another parallelism is an error.</summary>
    internal static ForwardExchange<T> Strict { get; } = new(isStrict: true);

    internal override string Name => "forward";

    internal override ExchangePattern Pattern => _isStrict ? ExchangePattern.StrictlyOneToOne : ExchangePattern.OneToOne;

    internal override TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor) => visitor.Forward();
}

/// <summary>Whole batches in turns.</summary>
internal sealed class RebalanceExchange<T> : Exchange<T>
{
    private readonly ExchangePattern _pattern;

    private RebalanceExchange(ExchangePattern pattern) => _pattern = pattern;

    internal static RebalanceExchange<T> Instance { get; } = new(ExchangePattern.AllToAll);

    /// <summary>Among few neighbours.</summary>
    internal static RebalanceExchange<T> Rescale { get; } = new(ExchangePattern.Groups);

    internal override string Name => _pattern == ExchangePattern.Groups ? "rescale" : "rebalance";

    internal override ExchangePattern Pattern => _pattern;

    internal override TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor) => visitor.Rebalance();
}

/// <summary>Every record to every subtask.</summary>
internal sealed class BroadcastExchange<T> : Exchange<T>
{
    internal static BroadcastExchange<T> Instance { get; } = new();

    internal override string Name => "broadcast";

    internal override TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor) => visitor.Broadcast();
}

/// <summary>Each record to the subtask that a function of the user's chooses.</summary>
internal sealed class PartitionExchange<T>(Func<T, int, int> choose) : Exchange<T>
{
    internal override string Name => "partition";

    internal override TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor) => visitor.Partition(choose);
}

/// <summary>Each record to the subtask that owns the hash of its key.</summary>
internal sealed class HashExchange<TKey, T>(Func<T, TKey> selector) : Exchange<T>
{
    internal override string Name => "hash";

    internal override bool IsHash => true;

    internal override TResult Accept<TResult>(IExchangeVisitor<T, TResult> visitor) => visitor.Hash(selector);
}
