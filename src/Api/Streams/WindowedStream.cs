namespace ActorStream;

/// <summary>A keyed stream grouped into windows, waiting to be told what to compute of each. Immutable: each call answers a changed
/// one.</summary>
/// <remarks>
/// Windows that end with event time, and of which nothing more is asked here, are kept as slices of time that all keys share: a record
/// costs one look-up, however many windows it belongs to. With anything
/// said of triggers, lateness or eviction, in processing time, and as sessions, each key keeps its windows one by one.
/// </remarks>
public sealed class WindowedStream<TKey, T>
    where TKey : notnull
{
    private readonly DataStream<T> _stream;
    private readonly WindowPlan<T> _plan;

    internal WindowedStream(DataStream<T> stream, WindowPlan<T> plan) => (_stream, _plan) = (stream, plan);

    /// <summary>Says when windows are emitted; by default at their ends.</summary>
    public WindowedStream<TKey, T> Trigger(WindowTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return Trigger(new AnyRecordTrigger<T>(trigger));
    }

    /// <inheritdoc cref="Trigger(WindowTrigger)"/>
    public WindowedStream<TKey, T> Trigger(WindowTrigger<T> trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return With(_plan with { Trigger = trigger });
    }

    /// <summary>
    /// Keeps windows for a while behind their ends: a record that comes so much late is added to its window, which is emitted again with it
    /// (by the default trigger; a trigger of one's own decides).
    /// </summary>
    /// <param name="lateness">In event time, at least zero; zero by default.</param>
    public WindowedStream<TKey, T> AllowLateness(TimeSpan lateness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, TimeSpan.Zero);
        return With(_plan with { Lateness = lateness });
    }

    /// <summary>Sends records that come too late for all their windows to a side output, instead of dropping them.</summary>
    /// <param name="late">Taken from the stream of results: <c>results.SideOutput(late)</c>.</param>
    public WindowedStream<TKey, T> LateTo(SideOutput<T> late)
    {
        ArgumentNullException.ThrowIfNull(late);
        return With(_plan with { Late = late });
    }

    /// <summary>Takes records out of windows before or after their function sees them. The records of a window are then kept one by
    /// one.</summary>
    public WindowedStream<TKey, T> Evict(WindowEvictor<T> evictor)
    {
        ArgumentNullException.ThrowIfNull(evictor);
        return With(_plan with { Evictor = evictor });
    }

    /// <summary>Of each window, computes only with the last records.</summary>
    /// <param name="count">How many, above zero.</param>
    public WindowedStream<TKey, T> KeepLast(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Evict(new LastRecords<T>(count));
    }

    /// <summary>Of each window, computes only with the records that are at most so much earlier than its latest.</summary>
    /// <param name="span">At least zero.</param>
    public WindowedStream<TKey, T> KeepLast(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        return Evict(new LatestRecords<T>(span));
    }

    /// <summary>
    /// Emits one result per key and window, when the watermark reaches the window's end. Records whose windows have all
    /// ended are late: they are counted, and dropped where <see cref="LateTo"/> does not say otherwise.
    /// </summary>
    /// <param name="aggregate">Folds records and makes the result; shared by all subtasks. Implements <see cref="IWindowMerge{TAcc}"/> for
    /// windows that share records (sliding, cumulative) or become
    /// one (sessions).</param>
    /// <param name="uid">Names the operator for life.</param>
    /// <exception cref="ArgumentException">The windows need accumulators that merge, and these do not.</exception>
    public DataStream<TOut> Aggregate<TAcc, TOut>(IWindowAggregate<T, TKey, TAcc, TOut> aggregate, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        if (_plan.Evictor is not null)
        {
            return Collect(_ => new AggregateOfAll<TKey, T, TAcc, TOut>(aggregate), uid);
        }

        RequireMerge(aggregate, uid);
        return _plan.IsPlain
            ? _stream.Then<TOut>(new WindowNode<TKey, T, TAcc, TOut>(_plan, aggregate, uid))
            : _plan.IsSingle ? Add(_ => new SingleWindows<TKey, T, TAcc, TOut>(_plan, aggregate), uid)
            : Add(_ => new AggregatingWindows<TKey, T, TAcc, TOut>(_plan, aggregate), uid);
    }

    /// <inheritdoc cref="Aggregate{TAcc, TOut}(IWindowAggregate{T, TKey, TAcc, TOut}, OperatorUid)"/>
    /// <param name="create">An accumulator of no records.</param>
    /// <param name="add">Adds one record, in place.</param>
    /// <param name="result">The result of a window.</param>
    /// <param name="uid">Names the operator for life.</param>
    /// <param name="merge">Adds all that another accumulator holds to one; for windows that share records or become one.</param>
    public DataStream<TOut> Aggregate<TAcc, TOut>(
        Func<TAcc> create, WindowAdd<TAcc, T> add, WindowResult<TKey, TAcc, TOut> result, OperatorUid uid, WindowMerge<TAcc>? merge = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(result);
        return Aggregate(
            merge is null ? new LambdaWindowAggregate<T, TKey, TAcc, TOut>(create, add, result)
                : new MergingLambdaWindowAggregate<T, TKey, TAcc, TOut>(create, add, merge, result),
            uid);
    }

    /// <summary>Emits, per key and window, the one record that its records are reduced to.</summary>
    /// <param name="reduce">Makes one record of two. Must not change either, and not depend on their order.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<T> Reduce(Func<T, T, T> reduce, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return Aggregate(new ReduceAggregate<TKey, T>(reduce), uid);
    }

    /// <summary>Computes the output of each window from all its records.</summary>
    /// <param name="function">Makes the function: one instance per subtask, and one when the graph is built, to list its state.</param>
    /// <param name="uid">Names the operator for life.</param>
    /// <exception cref="ArgumentException">The function keeps state per window, and sessions become one with others.</exception>
    public DataStream<TOut> Process<TOut>(Func<WindowFunction<TKey, T, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Collect(_ => function(), uid);
    }

    /// <inheritdoc cref="Process{TOut}(Func{WindowFunction{TKey, T, TOut}}, OperatorUid)"/>
    /// <param name="function">Makes the function from the host's services: one instance per subtask, and one when the graph is
    /// built.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Process<TOut>(Func<IServiceProvider, WindowFunction<TKey, T, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Collect(function, uid);
    }

    private DataStream<TOut> Collect<TOut>(Func<IServiceProvider, WindowFunction<TKey, T, TOut>> function, OperatorUid uid)
    {
        if (_plan.Merges && function(_stream.Job.Services).OfWindow.Count > 0)
        {
            throw new ArgumentException(
                $"Window '{uid.Value}': its function keeps state per window, and windows of '{_plan.Name}' become one with others. "
                + "Keep it per key.",
                nameof(function));
        }

        return Add(services => new CollectingWindows<TKey, T, TOut>(_plan, function(services)), uid);
    }

    private DataStream<TOut> Add<TOut>(Func<IServiceProvider, KeyedProcessFunction<TKey, T, TOut>> windows, OperatorUid uid) =>
        _stream.Then<TOut>(new KeyedProcessNode<TKey, T, TOut>(windows, windows(_stream.Job.Services).States.All, uid, "window"));

    private void RequireMerge<TAcc, TOut>(IWindowAggregate<T, TKey, TAcc, TOut> aggregate, OperatorUid uid)
    {
        var needs = _plan.Merges || (_plan.IsPlain && _plan.Slices!.Sharing != SliceSharing.None);
        if (needs && aggregate is not IWindowMerge<TAcc>)
        {
            throw new ArgumentException(
                $"Window '{uid.Value}' ({_plan.Name}) merges accumulators, and its aggregate does not say how. "
                + $"Implement IWindowMerge<{typeof(TAcc).Name}>, or give the merge argument.",
                nameof(aggregate));
        }
    }

    private WindowedStream<TKey, T> With(WindowPlan<T> plan) => new(_stream, plan);
}
