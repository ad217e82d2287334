namespace ActorStream;

/// <summary>Finds a pattern in the records of each key: brings them into the order of event time, and matches those before the
/// watermark.</summary>
internal sealed class PatternFunction<TKey, T, TOut> : KeyedProcessFunction<TKey, T, TOut>
{
    private readonly TimeSpan? _limit;
    private readonly Func<PatternMatch<T>, TOut> _select;
    private readonly Action<PatternMatch<T>, ProcessContext> _timedOut;
    private readonly SideOutput<T>? _late;
    private readonly TimeLine<T> _unordered;
    private readonly ValueState<PatternProgress> _progress;
    private readonly PatternRuns<T> _runs;

    internal PatternFunction(
        PatternPlan<T> plan, Func<PatternMatch<T>, TOut> select, Action<PatternMatch<T>, ProcessContext> timedOut, SideOutput<T>? late)
    {
        (_limit, _select, _timedOut, _late) = (plan.Limit, select, timedOut, late);
        _unordered = new TimeLine<T>(SortedMapState<long, SameTime<T>>("unordered"));
        _progress = ValueState<PatternProgress>("progress");
        _runs = new PatternRuns<T>(
            plan,
            new MatchedRecords<T>(MapState<long, KeptRecord<T>>("records"), MapState<long, MatchedNode>("nodes"), plan.Steps));
    }

    protected internal override void Process(in T record, KeyedContext<TKey> context, Collector<TOut> output)
    {
        var time = context.EventTicks;
        if (time == long.MinValue)
        {
            throw new InvalidOperationException(
                "A pattern got a record without event time. Call WithWatermarks on the stream before KeyBy.");
        }

        if (time < context.WatermarkTicks)
        {
            context.OnLate();
            if (_late is not null)
            {
                context.Emit(_late, record);
            }

            return;
        }

        _unordered.Add(time, record);
        Wake(context, Instant.After(time, 1));
    }

    protected internal override void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output)
    {
        var now = timer.Time.UtcTicks;
        var progress = _progress.TryGet(out var known) ? known : new PatternProgress();
        while (_unordered.TakeFirst(now) is { } records)
        {
            TimeOut(progress, records.Key, context, output);
            for (var i = 0; i < records.Value.Count; i++)
            {
                _runs.Handle(progress, records.Value[i], records.Key);
                EmitMatches(progress, records.Key, output);
            }
        }

        TimeOut(progress, now, context, output);
        if (now == Instant.EndOfTime)
        {
            _runs.End(progress);
            EmitMatches(progress, now, output);
        }

        if (progress.Waiting.Count == 0)
        {
            _progress.Clear();
            return;
        }

        _progress.Set(progress);
        if (_limit is { } limit)
        {
            Wake(context, Instant.After(progress.Waiting.Min(static one => one.Begun), limit.Ticks));
        }
        else if (progress.Held.Count > 0)
        {
            // What holds them back may never end; the input may.
            Wake(context, Instant.EndOfTime);
        }
    }

    private static void Wake(KeyedContext<TKey> context, long ticks) =>
        context.SetTimer(new DateTimeOffset(ticks, TimeSpan.Zero));

    private void TimeOut(PatternProgress progress, long now, KeyedContext<TKey> context, Collector<TOut> output)
    {
        foreach (var partial in _runs.Expire(progress, now))
        {
            _timedOut(partial, context);
        }

        EmitMatches(progress, now, output);
    }

    private void EmitMatches(PatternProgress progress, long time, Collector<TOut> output)
    {
        foreach (var match in _runs.TakeMatches(progress))
        {
            output.Emit(_select(match), new DateTimeOffset(time, TimeSpan.Zero));
        }
    }
}
