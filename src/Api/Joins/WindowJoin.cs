namespace ActorStream;

/// <summary>Two streams with the same keys, waiting to be told by which windows their records belong together.</summary>
public sealed class JoinedStream<TKey, TLeft, TRight>
    where TKey : notnull
{
    private readonly KeyedConnectedStream<TKey, TLeft, TRight> _both;

    internal JoinedStream(KeyedConnectedStream<TKey, TLeft, TRight> both) => _both = both;

    /// <summary>Groups the records of both streams into windows.</summary>
    public JoinedWindows<TKey, TLeft, TRight> Window(WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return new JoinedWindows<TKey, TLeft, TRight>(_both, WindowPlan<Either<TLeft, TRight>>.Of(windows));
    }
}

/// <summary>The records of two streams by key and window, waiting to be told what to do with them. Immutable.</summary>
/// <remarks>All records of both streams are kept until their window ends. A record is late when all its windows have ended; it is counted,
/// and dropped where <see cref="LateTo"/> does not say otherwise.</remarks>
public sealed class JoinedWindows<TKey, TLeft, TRight>
    where TKey : notnull
{
    private readonly KeyedConnectedStream<TKey, TLeft, TRight> _both;
    private readonly WindowPlan<Either<TLeft, TRight>> _plan;

    internal JoinedWindows(KeyedConnectedStream<TKey, TLeft, TRight> both, WindowPlan<Either<TLeft, TRight>> plan) =>
        (_both, _plan) = (both, plan);

    /// <inheritdoc cref="WindowedStream{TKey, T}.AllowLateness"/>
    public JoinedWindows<TKey, TLeft, TRight> AllowLateness(TimeSpan lateness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, TimeSpan.Zero);
        return new JoinedWindows<TKey, TLeft, TRight>(_both, _plan with { Lateness = lateness });
    }

    /// <inheritdoc cref="WindowedStream{TKey, T}.Trigger(WindowTrigger)"/>
    public JoinedWindows<TKey, TLeft, TRight> Trigger(WindowTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return new JoinedWindows<TKey, TLeft, TRight>(_both, _plan with { Trigger = new AnyRecordTrigger<Either<TLeft, TRight>>(trigger) });
    }

    /// <summary>Late records, all of whose windows have ended, go to side outputs of the operator, each stream's to its own.</summary>
    /// <param name="left">Gets those of the first stream; null: they are dropped.</param>
    /// <param name="right">Gets those of the second stream; null: they are dropped.</param>
    public JoinedWindows<TKey, TLeft, TRight> LateTo(SideOutput<TLeft>? left, SideOutput<TRight>? right)
    {
        return new JoinedWindows<TKey, TLeft, TRight>(_both, _plan with { EmitLate = Emit });

        void Emit(Either<TLeft, TRight> record, ProcessContext context)
        {
            if (record.IsRight && right is not null)
            {
                context.Emit(right, record.Right!);
            }
            else if (!record.IsRight && left is not null)
            {
                context.Emit(left, record.Left!);
            }
        }
    }

    /// <summary>Emits a record of every pair of records that have a key and window in common, when the window ends. A record without a
    /// partner is in none.</summary>
    /// <param name="result">Makes a record of a pair. Shared by all subtasks: no state.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Select<TOut>(Func<TLeft, TRight, TOut> result, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(result);
        return CoGroup((_, _, lefts, rights) => lefts.SelectMany(left => rights.Select(right => result(left, right))), uid);
    }

    /// <summary>Emits what a function makes of all records of a key and window, of either stream: also where one has none, for outer joins
    /// say.</summary>
    /// <param name="result">Makes any number of records; of each stream's records, in the order in which they came, one list may be empty.
    /// Shared by all subtasks: no state.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> CoGroup<TOut>(
        Func<TKey, TimeWindow, IReadOnlyList<TLeft>, IReadOnlyList<TRight>, IEnumerable<TOut>> result, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(result);
        return _both.Process(() => new WindowJoinFunction<TKey, TLeft, TRight, TOut>(_plan, result), uid);
    }
}

/// <summary>A record of either stream.</summary>
/// <param name="IsRight">Which.</param>
/// <param name="Left">Of the first; else nothing.</param>
/// <param name="Right">Of the second; else nothing.</param>
internal readonly record struct Either<TLeft, TRight>(bool IsRight, TLeft? Left, TRight? Right);

/// <summary>Windows over two inputs: those over one whose records are of either.</summary>
internal sealed class WindowJoinFunction<TKey, TLeft, TRight, TOut> : KeyedConnectedProcessFunction<TKey, TLeft, TRight, TOut>
{
    private readonly CollectingWindows<TKey, Either<TLeft, TRight>, TOut> _windows;

    internal WindowJoinFunction(
        WindowPlan<Either<TLeft, TRight>> plan,
        Func<TKey, TimeWindow, IReadOnlyList<TLeft>, IReadOnlyList<TRight>, IEnumerable<TOut>> result)
        : this(new CollectingWindows<TKey, Either<TLeft, TRight>, TOut>(plan, new Both(result)))
    {
    }

    private WindowJoinFunction(CollectingWindows<TKey, Either<TLeft, TRight>, TOut> windows)
        : base(windows.States) => _windows = windows;

    protected internal override void ProcessFirst(in TLeft record, KeyedContext<TKey> context, Collector<TOut> output) =>
        _windows.Process(new Either<TLeft, TRight>(false, record, default), context, output);

    protected internal override void ProcessSecond(in TRight record, KeyedContext<TKey> context, Collector<TOut> output) =>
        _windows.Process(new Either<TLeft, TRight>(true, default, record), context, output);

    protected internal override void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output) =>
        _windows.OnTimer(timer, context, output);

    private sealed class Both(Func<TKey, TimeWindow, IReadOnlyList<TLeft>, IReadOnlyList<TRight>, IEnumerable<TOut>> result)
        : WindowFunction<TKey, Either<TLeft, TRight>, TOut>
    {
        protected internal override void Process(
            IReadOnlyList<Either<TLeft, TRight>> records, WindowContext<TKey> context, Collector<TOut> output)
        {
            var (lefts, rights) = (new List<TLeft>(), new List<TRight>());
            foreach (var record in records)
            {
                if (record.IsRight)
                {
                    rights.Add(record.Right!);
                }
                else
                {
                    lefts.Add(record.Left!);
                }
            }

            foreach (var one in result(context.Key, context.Window, lefts, rights))
            {
                output.Emit(one);
            }
        }
    }
}
