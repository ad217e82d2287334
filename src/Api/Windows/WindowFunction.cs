namespace ActorStream;

/// <summary>
/// Computes the output of a window from all its records, each time that it is emitted. It may keep state of the key, and of the key and
/// window.
/// </summary>
/// <remarks>All records of open windows are kept until then: where a sum or another accumulator will do, use an
/// <see cref="IWindowAggregate{TIn, TKey, TAcc, TOut}"/>.</remarks>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TIn">The records.</typeparam>
/// <typeparam name="TOut">Records that go out.</typeparam>
public abstract class WindowFunction<TKey, TIn, TOut> : KeyedFunction
{
    /// <summary>A function that declares its states in its constructor.</summary>
    protected WindowFunction()
    {
    }

    /// <summary>States that belong to the window.</summary>
    internal List<IWindowState> OfWindow { get; } = [];

    /// <summary>Declares a value per key and window; gone with the window. Called in the constructor. Not for sessions, which become one
    /// with others.</summary>
    /// <param name="name">Names the state within the operator, for life.</param>
    /// <param name="serializer">How values are written; null compiles one from the type's public shape.</param>
    protected WindowState<T> WindowState<T>(string name, ISerializer<T>? serializer = null)
    {
        var state = new WindowState<T>(States.Map<WindowSpan, T>(name, serializer));
        OfWindow.Add(state);
        return state;
    }

    /// <summary>Handles a window. State is that of its key. Must not block or await.</summary>
    /// <param name="records">Its records in the order in which they came. Valid during the call.</param>
    /// <param name="context">The key, the window and the times.</param>
    /// <param name="output">Takes what is emitted, with the window's last instant as event time.</param>
    protected internal abstract void Process(IReadOnlyList<TIn> records, WindowContext<TKey> context, Collector<TOut> output);

    /// <summary>The window is dropped: its time has come, whether or not it was ever emitted. State of the key may be used.</summary>
    protected internal virtual void OnDropped(WindowContext<TKey> context)
    {
    }
}

/// <summary>The window being handled. Valid during the call that got it.</summary>
public sealed class WindowContext<TKey>
{
    internal WindowContext()
    {
    }

    /// <summary>The key.</summary>
    public TKey Key => Keyed.Key;

    /// <summary>The window.</summary>
    public TimeWindow Window => Span.ToWindow();

    /// <inheritdoc cref="ProcessContext.Watermark"/>
    public DateTimeOffset Watermark => Keyed.Watermark;

    /// <inheritdoc cref="ProcessContext.ProcessingTime"/>
    public DateTimeOffset ProcessingTime => Keyed.ProcessingTime;

    internal KeyedContext<TKey> Keyed { get; set; } = null!;

    internal WindowSpan Span { get; set; }
}

/// <summary>One value per key and window: see <see cref="WindowFunction{TKey, TIn, TOut}.WindowState{T}"/>.</summary>
/// <typeparam name="T">The value type: any type that the engine serializes by its public shape, or with its own serializer.</typeparam>
public sealed class WindowState<T> : IWindowState
{
    private readonly MapState<WindowSpan, T> _values;

    internal WindowState(MapState<WindowSpan, T> values) => _values = values;

    private WindowSpan Span { get; set; }

    WindowSpan IWindowState.Span
    {
        set => Span = value;
    }

    /// <summary>The window's value; <paramref name="otherwise"/> if it has none.</summary>
    public T? GetOrDefault(T? otherwise = default) => _values.TryGet(Span, out var value) ? value : otherwise;

    /// <summary>Gives the window its value.</summary>
    public void Set(T value) => _values[Span] = value;

    /// <summary>Removes the window's value.</summary>
    public void Clear() => _values.Remove(Span);
}

/// <summary>A state of the window being handled.</summary>
internal interface IWindowState
{
    WindowSpan Span { set; }

    void Clear();
}
