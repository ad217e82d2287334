using ActorStream;

namespace Nexmark;

/// <summary>Something counted in a window.</summary>
/// <param name="WindowEnd">The window, by its end.</param>
/// <param name="Value">What it came to.</param>
/// <param name="What">What was counted.</param>
public readonly record struct OfWindow<T>(DateTime WindowEnd, long Value, T What);

/// <summary>Of all that comes for a window, emits what came to the highest value, once the window is over; several of them if they are equal.</summary>
public sealed class HighestOfWindow<T> : KeyedProcessFunction<DateTime, OfWindow<T>, OfWindow<T>>
{
    private readonly ValueState<long> _highest;
    private readonly ListState<T> _which;

    /// <summary>Declares the state.</summary>
    public HighestOfWindow() => (_highest, _which) = (ValueState<long>("highest"), ListState<T>("which"));

    /// <inheritdoc/>
    protected override void Process(in OfWindow<T> record, KeyedContext<DateTime> context, Collector<OfWindow<T>> output)
    {
        ref var highest = ref _highest.GetOrAdd(out var isFirst);
        if (isFirst) context.SetTimer(record.WindowEnd);
        if (record.Value < highest) return;
        var isHigher = record.Value > highest;
        highest = record.Value;
        if (isHigher) _which.Clear();
        _which.Add(record.What);
    }

    /// <inheritdoc/>
    protected override void OnTimer(FiredTimer timer, KeyedContext<DateTime> context, Collector<OfWindow<T>> output)
    {
        _highest.TryGet(out var highest);
        foreach (var which in _which) output.Emit(new OfWindow<T>(context.Key, highest, which));
        _highest.Clear();
        _which.Clear();
    }
}
