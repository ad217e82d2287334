namespace ActorStream;

/// <summary>A keyed stream in which a pattern is looked for, waiting to be told what to make of its matches.</summary>
public sealed class PatternStream<TKey, T>
    where TKey : notnull
{
    private readonly KeyedStream<TKey, T> _stream;
    private readonly PatternPlan<T> _plan;
    private readonly SideOutput<T>? _late;

    internal PatternStream(KeyedStream<TKey, T> stream, PatternPlan<T> plan, SideOutput<T>? late) =>
        (_stream, _plan, _late) = (stream, plan, late);

    /// <summary>
    /// Makes a record of each match. Its event time is that at which nothing could rule the match out any more: of its last record mostly;
    /// where a pattern ends with NotNext, of the record behind it; with NotFollowedBy, the end of <see cref="Pattern{T}.Within"/>.
    /// </summary>
    /// <param name="select">Makes the record; shared by all subtasks.</param>
    /// <param name="uid">Names the operator for life. Partial matches in its state go by the numbers of the pattern's steps.</param>
    public DataStream<TOut> Select<TOut>(Func<PatternMatch<T>, TOut> select, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(select);
        return Process(select, static (_, _) => { }, uid);
    }

    /// <summary>As <see cref="Select{TOut}"/>, and makes a record of each partial match that took too long.</summary>
    /// <param name="select">Makes a record of a match.</param>
    /// <param name="timedOut">Gets the others.</param>
    /// <param name="partial">Makes a record of a partial match whose time (<see cref="Pattern{T}.Within"/>) is over, with that as its event
    /// time.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Select<TOut, TTimedOut>(
        Func<PatternMatch<T>, TOut> select, SideOutput<TTimedOut> timedOut, Func<PatternMatch<T>, TTimedOut> partial, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(select);
        ArgumentNullException.ThrowIfNull(timedOut);
        ArgumentNullException.ThrowIfNull(partial);
        return Process(select, (match, context) => context.Emit(timedOut, partial(match)), uid);
    }

    private DataStream<TOut> Process<TOut>(
        Func<PatternMatch<T>, TOut> select, Action<PatternMatch<T>, ProcessContext> timedOut, OperatorUid uid) =>
        _stream.Process(() => new PatternFunction<TKey, T, TOut>(_plan, select, timedOut, _late), uid);
}
