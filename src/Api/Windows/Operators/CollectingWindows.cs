namespace ActorStream;

/// <summary>Windows of which every record is kept, for a function that wants all of them.</summary>
internal sealed class CollectingWindows<TKey, TIn, TOut> : WindowOperator<TKey, TIn, TOut>
{
    private readonly WindowFunction<TKey, TIn, TOut> _function;
    private readonly WindowEvictor<TIn>? _evictor;
    private readonly MapState<Place, WindowRecord<TIn>> _records;

    internal CollectingWindows(WindowPlan<TIn> plan, WindowFunction<TKey, TIn, TOut> function)
        : base(plan, function.States)
    {
        (_function, _evictor) = (function, plan.Evictor);
        _records = MapState<Place, WindowRecord<TIn>>("window.records");
    }

    protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation) =>
        _function.OpenAsync(context, cancellation);

    protected internal override ValueTask CloseAsync() => _function.CloseAsync();

    private protected override void Keep(WindowSpan span, ref OpenWindow open, in TIn record, long time) =>
        _records[new Place(span, open.Kept++)] = new WindowRecord<TIn>(record, new DateTimeOffset(time, TimeSpan.Zero));

    private protected override void Emit(ref OpenWindow open, WindowContext<TKey> window, Collector<TOut> output)
    {
        if (open.Kept == 0)
        {
            return;
        }

        var records = Read(window.Span, open.Kept);
        _evictor?.BeforeFunction(records, window.Window);
        SetWindow(window.Span);
        _function.Process(records.ConvertAll(static record => record.Value), window, output);
        _evictor?.AfterFunction(records, window.Window);
        if (records.Count < open.Kept)
        {
            Forget(window.Span, ref open);
            foreach (var record in records)
            {
                _records[new Place(window.Span, open.Kept++)] = record;
            }
        }
    }

    private protected override void Forget(WindowSpan span, ref OpenWindow open)
    {
        while (open.Kept > 0)
        {
            _records.Remove(new Place(span, --open.Kept));
        }
    }

    private protected override void Move(WindowSpan from, OpenWindow fromOpen, WindowSpan to, OpenWindow toOpen)
    {
        foreach (var record in Read(from, fromOpen.Kept))
        {
            _records[new Place(to, toOpen.Kept++)] = record;
        }

        Forget(from, ref fromOpen);
    }

    private protected override void OnDropped(WindowContext<TKey> window)
    {
        SetWindow(window.Span);
        _function.OnDropped(window);
        _function.OfWindow.ForEach(static state => state.Clear());
    }

    private List<WindowRecord<TIn>> Read(WindowSpan span, long count)
    {
        var records = new List<WindowRecord<TIn>>((int)count);
        for (var i = 0L; i < count; i++)
        {
            records.Add(_records[new Place(span, i)]);
        }

        return records;
    }

    private void SetWindow(WindowSpan span)
    {
        foreach (var state in _function.OfWindow)
        {
            state.Span = span;
        }
    }

    /// <summary>Where a record is kept.</summary>
    internal readonly record struct Place(long Start, long End, long Index)
    {
        internal Place(WindowSpan span, long index)
            : this(span.Start, span.End, index)
        {
        }
    }
}

/// <summary>An aggregate over records that are kept one by one.</summary>
internal sealed class AggregateOfAll<TKey, TIn, TAcc, TOut>(IWindowAggregate<TIn, TKey, TAcc, TOut> aggregate)
    : WindowFunction<TKey, TIn, TOut>
{
    protected internal override void Process(IReadOnlyList<TIn> records, WindowContext<TKey> context, Collector<TOut> output)
    {
        var acc = aggregate.Create();
        foreach (var record in records)
        {
            aggregate.Add(ref acc, record);
        }

        output.Emit(aggregate.Result(context.Key, context.Window, acc));
    }
}
