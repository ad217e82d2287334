namespace ActorStream;

/// <summary>
/// Folds the records of one key and window into an accumulator, and the accumulator into a result when the window ends. Shared by all
/// subtasks: must have no state of its own.
/// </summary>
/// <typeparam name="TIn">The records.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TAcc">The accumulator, kept in state. Use a <c>record struct</c>: it is updated in place.</typeparam>
/// <typeparam name="TOut">The result, emitted with the window's last instant as event time.</typeparam>
public interface IWindowAggregate<in TIn, TKey, TAcc, out TOut>
{
    /// <summary>An accumulator of no records.</summary>
    TAcc Create();

    /// <summary>Adds one record, in place.</summary>
    void Add(ref TAcc acc, TIn record);

    /// <summary>The result of a window. Called once per key and window.</summary>
    TOut Result(TKey key, TimeWindow window, in TAcc acc);
}

/// <summary>Adds a record to an accumulator in place.</summary>
public delegate void WindowAdd<TAcc, in TIn>(ref TAcc acc, TIn record);

/// <summary>Makes a window's result.</summary>
public delegate TOut WindowResult<in TKey, TAcc, out TOut>(TKey key, TimeWindow window, in TAcc acc);

internal sealed class LambdaWindowAggregate<TIn, TKey, TAcc, TOut>(
    Func<TAcc> create, WindowAdd<TAcc, TIn> add, WindowResult<TKey, TAcc, TOut> result) : IWindowAggregate<TIn, TKey, TAcc, TOut>
{
    public TAcc Create() => create();

    public void Add(ref TAcc acc, TIn record) => add(ref acc, record);

    public TOut Result(TKey key, TimeWindow window, in TAcc acc) => result(key, window, acc);
}
