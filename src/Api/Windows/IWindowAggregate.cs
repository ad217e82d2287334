namespace ActorStream;

/// <summary>
/// Folds the records of one key and window into an accumulator, and the accumulator into a result when the window ends. Shared by all
/// subtasks: must have no state of its own.
/// </summary>
/// <remarks>
/// For windows that share records (sliding, cumulative) and for those that become one (sessions) it must implement
/// <see cref="IWindowMerge{TAcc}"/> as well.
/// </remarks>
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

    /// <summary>The result of a window. Called once per key and window, and again where a trigger or a late record makes it fire
    /// again.</summary>
    TOut Result(TKey key, TimeWindow window, in TAcc acc);
}

/// <summary>Merges accumulators: what an <see cref="IWindowAggregate{TIn, TKey, TAcc, TOut}"/> implements for windows that overlap or grow
/// together.</summary>
public interface IWindowMerge<TAcc>
{
    /// <summary>
    /// Adds all that <paramref name="other"/> holds to <paramref name="acc"/>, in place. Must neither change nor keep
    /// <paramref name="other"/>, and the order of merges must not matter: slices of time are mostly merged from old to new, late records
    /// last.
    /// </summary>
    void Merge(ref TAcc acc, in TAcc other);
}

/// <summary>Adds a record to an accumulator in place.</summary>
public delegate void WindowAdd<TAcc, in TIn>(ref TAcc acc, TIn record);

/// <summary>Makes a window's result.</summary>
public delegate TOut WindowResult<in TKey, TAcc, out TOut>(TKey key, TimeWindow window, in TAcc acc);

/// <summary>Adds all that another accumulator holds to one, in place; neither changes nor keeps the other.</summary>
public delegate void WindowMerge<TAcc>(ref TAcc acc, in TAcc other);
