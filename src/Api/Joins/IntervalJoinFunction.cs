namespace ActorStream;

/// <summary>
/// Joins the records of a key whose event times lie within bounds of each other. Each waits until the watermark says that no partner can
/// come any more.
/// </summary>
internal sealed class IntervalJoinFunction<TKey, TLeft, TRight, TOut> : KeyedConnectedProcessFunction<TKey, TLeft, TRight, TOut>
{
    private readonly long _from;
    private readonly long _to;
    private readonly Func<TLeft, TRight, TOut> _result;
    private readonly IntervalJoinOptions<TLeft, TRight> _options;
    private readonly TimeLine<TLeft> _lefts;
    private readonly TimeLine<TRight> _rights;

    internal IntervalJoinFunction(TimeSpan from, TimeSpan to, Func<TLeft, TRight, TOut> result, IntervalJoinOptions<TLeft, TRight> options)
    {
        (_from, _to, _result, _options) = (Within(from), Within(to), result, options);
        _lefts = new TimeLine<TLeft>(SortedMapState<long, SameTime<TLeft>>("left"));
        _rights = new TimeLine<TRight>(SortedMapState<long, SameTime<TRight>>("right"));
    }

    protected internal override void ProcessFirst(in TLeft record, KeyedContext<TKey> context, Collector<TOut> output)
    {
        if (!IsInTime(record, _options.LateLeft, context))
        {
            return;
        }

        var time = context.EventTicks;
        foreach (var (other, partners) in _rights.Between(Instant.After(time, _from), Instant.After(time, _to) + 1))
        {
            for (var i = 0; i < partners.Count; i++)
            {
                Emit(record, partners[i], Math.Max(time, other), output);
            }
        }

        Keep(_lefts, record, time, until: Instant.After(time, _to + 1), context);
    }

    protected internal override void ProcessSecond(in TRight record, KeyedContext<TKey> context, Collector<TOut> output)
    {
        if (!IsInTime(record, _options.LateRight, context))
        {
            return;
        }

        var time = context.EventTicks;
        foreach (var (other, partners) in _lefts.Between(Instant.After(time, -_to), Instant.After(time, -_from) + 1))
        {
            for (var i = 0; i < partners.Count; i++)
            {
                Emit(partners[i], record, Math.Max(time, other), output);
            }
        }

        Keep(_rights, record, time, until: Instant.After(time, 1 - _from), context);
    }

    protected internal override void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output)
    {
        var now = timer.Time.UtcTicks;
        _lefts.RemoveBefore(now - _to);
        _rights.RemoveBefore(now + _from);
    }

    /// <summary>No partner comes from <paramref name="until"/> on.</summary>
    private static void Keep<T>(TimeLine<T> records, T record, long time, long until, KeyedContext<TKey> context)
    {
        if (until > context.WatermarkTicks)
        {
            records.Add(time, record);
            context.SetTimer(new DateTimeOffset(until, TimeSpan.Zero));
        }
    }

    private static bool IsInTime<T>(T record, SideOutput<T>? late, KeyedContext<TKey> context)
    {
        if (context.EventTicks == long.MinValue)
        {
            throw new InvalidOperationException(
                "An interval join got a record without event time. Call WithWatermarks on both streams before KeyBy.");
        }

        if (context.EventTicks >= context.WatermarkTicks)
        {
            return true;
        }

        context.OnLate();
        if (late is not null)
        {
            context.Emit(late, record);
        }

        return false;
    }

    /// <summary>No two instants are further apart than the ends of time.</summary>
    private static long Within(TimeSpan bound) => Math.Clamp(bound.Ticks, -Instant.EndOfTime, Instant.EndOfTime);

    private void Emit(in TLeft left, in TRight right, long time, Collector<TOut> output) =>
        output.Emit(_result(left, right), new DateTimeOffset(time, TimeSpan.Zero));
}
