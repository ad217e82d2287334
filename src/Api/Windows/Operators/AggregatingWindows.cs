namespace ActorStream;

/// <summary>Windows of which an accumulator is kept.</summary>
internal sealed class AggregatingWindows<TKey, TIn, TAcc, TOut> : WindowOperator<TKey, TIn, TOut>
{
    private readonly IWindowAggregate<TIn, TKey, TAcc, TOut> _aggregate;
    private readonly IWindowMerge<TAcc>? _merge;
    private readonly MapState<WindowSpan, TAcc> _accumulators;

    internal AggregatingWindows(WindowPlan<TIn> plan, IWindowAggregate<TIn, TKey, TAcc, TOut> aggregate)
        : base(plan, new StateDeclarations())
    {
        (_aggregate, _merge) = (aggregate, aggregate as IWindowMerge<TAcc>);
        _accumulators = MapState<WindowSpan, TAcc>("window.accumulators");
    }

    private protected override void Keep(WindowSpan span, ref OpenWindow open, in TIn record, long time)
    {
        var acc = AccumulatorOf(span);
        _aggregate.Add(ref acc, record);
        _accumulators[span] = acc;
    }

    private protected override void Emit(ref OpenWindow open, WindowContext<TKey> window, Collector<TOut> output)
    {
        if (_accumulators.TryGet(window.Span, out var acc))
        {
            output.Emit(_aggregate.Result(window.Key, window.Window, acc));
        }
    }

    private protected override void Forget(WindowSpan span, ref OpenWindow open) => _accumulators.Remove(span);

    private protected override void Move(WindowSpan from, OpenWindow fromOpen, WindowSpan to, OpenWindow toOpen)
    {
        if (!_accumulators.TryGet(from, out var moved))
        {
            return;
        }

        var acc = AccumulatorOf(to);
        _merge!.Merge(ref acc, moved);
        _accumulators[to] = acc;
        _accumulators.Remove(from);
    }

    private TAcc AccumulatorOf(WindowSpan span) => _accumulators.TryGet(span, out var acc) ? acc : _aggregate.Create();
}
