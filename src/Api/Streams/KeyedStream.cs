namespace ActorStream;

/// <summary>A stream whose records of equal keys go to one subtask, where the key has state.</summary>
public sealed class KeyedStream<TKey, T>
    where TKey : notnull
{
    internal KeyedStream(DataStream<T> stream) => Stream = stream;

    internal DataStream<T> Stream { get; }

    /// <summary>Groups each key's records into windows of time.</summary>
    public WindowedStream<TKey, T> Window(WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return new WindowedStream<TKey, T>(Stream, WindowPlan<T>.Of(windows));
    }

    /// <summary>Looks for a pattern in each key's records, in the order of their event times.</summary>
    /// <param name="pattern">What to look for: <see cref="Pattern.Begin{T}"/>.</param>
    /// <param name="late">Gets records behind the watermark, which come too late to be brought in order; null: they are dropped.</param>
    /// <exception cref="ArgumentException">The pattern could match without a record, or never.</exception>
    public PatternStream<TKey, T> Match(Pattern<T> pattern, SideOutput<T>? late = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new PatternStream<TKey, T>(this, new PatternPlan<T>(pattern), late);
    }

    /// <summary>Groups each key's records into sessions whose gap each record sets.</summary>
    public WindowedStream<TKey, T> Window(SessionWindows<T> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return new WindowedStream<TKey, T>(Stream, WindowPlan<T>.Of(sessions));
    }

    /// <summary>Groups each key's records by number: a window is emitted and forgotten when it is full. One that is not full at the end of
    /// the input is not emitted.</summary>
    /// <param name="count">Records per window, above zero.</param>
    public WindowedStream<TKey, T> CountWindow(int count) =>
        Window(GlobalWindows.Instance.InProcessingTime()).Trigger(WindowTrigger.OnCount(count).Purging());

    /// <summary>As <see cref="CountWindow(int)"/>, of windows that overlap: of the last <paramref name="count"/> records, whenever
    /// <paramref name="slide"/> more came.</summary>
    /// <param name="count">Records per window, above zero; the first windows have fewer.</param>
    /// <param name="slide">Records from one window to the next, above zero.</param>
    public WindowedStream<TKey, T> CountWindow(int count, int slide) =>
        Window(GlobalWindows.Instance.InProcessingTime()).Trigger(WindowTrigger.OnCount(slide)).KeepLast(count);

    /// <summary>Puts a broadcast stream beside this one, for a function that handles the records of both.</summary>
    /// <param name="broadcast">Of the same job: <c>rules.Broadcast()</c>.</param>
    public KeyedBroadcastConnectedStream<TKey, T, TBroadcast> Connect<TBroadcast>(BroadcastStream<TBroadcast> broadcast)
    {
        Stream.RequireSameJob(broadcast);
        return new KeyedBroadcastConnectedStream<TKey, T, TBroadcast>(this, broadcast);
    }

    /// <summary>Puts another stream with the same keys beside this one, for a function that handles the records of both with one
    /// state.</summary>
    /// <param name="other">Of the same job.</param>
    public KeyedConnectedStream<TKey, T, TOther> Connect<TOther>(KeyedStream<TKey, TOther> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Stream.RequireSameJob(other.Stream);
        return new KeyedConnectedStream<TKey, T, TOther>(this, other);
    }

    /// <summary>Handles each record with the state and the timers of its key.</summary>
    /// <param name="function">Makes the function: one instance per subtask, and one when the graph is built, to list its state.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Process<TOut>(Func<KeyedProcessFunction<TKey, T, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Process(_ => function(), uid);
    }

    /// <inheritdoc cref="Process{TOut}(Func{KeyedProcessFunction{TKey, T, TOut}}, OperatorUid)"/>
    /// <param name="function">Makes the function from the host's services: one instance per subtask, and one when the graph is
    /// built.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Process<TOut>(Func<IServiceProvider, KeyedProcessFunction<TKey, T, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        var states = function(Stream.Job.Services).States.All;
        return Stream.Then<TOut>(new KeyedProcessNode<TKey, T, TOut>(function, states, uid));
    }
}
