namespace ActorStream;

/// <summary>
/// Handles each record of a keyed stream with the state of its key, and timers of that key.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TIn">Records that come in.</typeparam>
/// <typeparam name="TOut">Records that go out.</typeparam>
/// <example>
/// <code>
/// sealed class Dedup : KeyedProcessFunction&lt;string, Order, Order&gt;
/// {
///     private readonly ValueState&lt;bool&gt; _seen;
///
///     public Dedup() =&gt; _seen = ValueState&lt;bool&gt;("seen");
///
///     protected override void Process(in Order order, KeyedContext&lt;string&gt; context, Collector&lt;Order&gt; output)
///     {
///         ref var seen = ref _seen.GetOrAdd(out var first);
///         if (first)
///         {
///             seen = true;
///             output.Emit(order);
///         }
///     }
/// }
/// </code>
/// </example>
public abstract class KeyedProcessFunction<TKey, TIn, TOut> : KeyedFunction
{
    /// <summary>A function that declares its states in its constructor.</summary>
    protected KeyedProcessFunction()
    {
    }

    private protected KeyedProcessFunction(StateDeclarations states)
        : base(states)
    {
    }

    /// <summary>
    /// Has a handler called with each entry of a state that expires. Called in the constructor; one handler per state.
    /// </summary>
    /// <remarks>
    /// <para>Called once per entry, also after a restore, when the entry is taken out: up to a sixteenth of its time to live after it
    /// expired, or behind the handling of a record or timer that writes in its place. What is removed or cleared before it expires is not
    /// handled.</para>
    /// <para>It may use all state of the key. In event time, all that is left expires at the end of a bounded input.</para>
    /// </remarks>
    /// <param name="state">A state with a time to live.</param>
    /// <param name="handler">Emits with the time at which it is called as event time.</param>
    /// <exception cref="ArgumentException">The state has no time to live.</exception>
    protected void OnExpiry<TEntry>(KeyedState<TEntry> state, ExpiryHandler<TKey, TEntry, TOut> handler) => States.OnExpiry(state, handler);

    /// <summary>Handles one record. State is that of its key. Must not block or await.</summary>
    protected internal abstract void Process(in TIn record, KeyedContext<TKey> context, Collector<TOut> output);

    /// <summary>
    /// Handles a timer of this key that came due. Each registered (key, time) fires once, however often it was registered, also after a
    /// restore.
    /// </summary>
    /// <param name="timer">Which clock, and the time it was set to.</param>
    /// <param name="context">The key; its event time is the timer's.</param>
    /// <param name="output">Takes what is emitted, with the timer's time as event time.</param>
    protected internal virtual void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output)
    {
    }
}

/// <summary>A timer that came due.</summary>
/// <param name="Clock">The clock it was set by.</param>
/// <param name="Time">The time it was set to.</param>
public readonly record struct FiredTimer(TimerClock Clock, DateTimeOffset Time);

/// <summary>What a timer runs by. The numbers are part of the snapshot format: never renumber.</summary>
public enum TimerClock
{
    /// <summary>The operator's watermark: fires when it reaches the time.</summary>
    EventTime = 0,

    /// <summary>The wall clock. A time in the past fires at once.</summary>
    ProcessingTime = 1,
}

/// <summary>The key being handled, its time and its timers. Valid during the call that got it.</summary>
public abstract class KeyedContext<TKey> : ProcessContext
{
    internal KeyedContext()
    {
    }

    /// <summary>The key.</summary>
    public abstract TKey Key { get; }

    /// <summary>Calls <see cref="KeyedProcessFunction{TKey, TIn, TOut}.OnTimer"/> for this key once the clock reaches the time.</summary>
    public abstract void SetTimer(DateTimeOffset time, TimerClock clock = TimerClock.EventTime);

    /// <summary>Takes a timer of this key back; answers whether it was set.</summary>
    public abstract bool CancelTimer(DateTimeOffset time, TimerClock clock = TimerClock.EventTime);

    /// <summary>Counts the record being handled as one that came too late.</summary>
    internal virtual void OnLate()
    {
    }
}
