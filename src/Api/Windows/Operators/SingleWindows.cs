namespace ActorStream;

/// <summary>
/// Windows of which a record has one, with an accumulator for each, and emitted at their ends: sessions, and windows of the clock that
/// touch. The common record, one of the key's latest window, is one access to one state.
/// </summary>
/// <remarks>
/// A key with open windows has a timer that is never behind the first end of them. It is not moved when a session grows: it comes, finds
/// that the session has not ended, and is set to where it does now. Windows of a key do not overlap, so the one that begins last ends last.
/// </remarks>
internal sealed class SingleWindows<TKey, TIn, TAcc, TOut> : KeyedProcessFunction<TKey, TIn, TOut>
{
    private readonly WindowPlan<TIn> _plan;
    private readonly IWindowAggregate<TIn, TKey, TAcc, TOut> _aggregate;
    private readonly ValueState<LatestWindow<TAcc>> _latest;
    private readonly MapState<WindowSpan, TAcc> _earlier;

    // Of the record or timer being handled.
    private readonly List<WindowSpan> _spans = [];

    internal SingleWindows(WindowPlan<TIn> plan, IWindowAggregate<TIn, TKey, TAcc, TOut> aggregate)
        : base(new StateDeclarations())
    {
        (_plan, _aggregate) = (plan, aggregate);
        _latest = ValueState<LatestWindow<TAcc>>("window.latest");
        _earlier = MapState<WindowSpan, TAcc>("window.earlier");
    }

    protected internal override void Process(in TIn record, KeyedContext<TKey> context, Collector<TOut> output)
    {
        var time = _plan.TimeOf(context);
        var assigned = SpanOf(record, time);
        ref var latest = ref _latest.Ref;
        if (assigned.Start >= latest.Start && assigned.Start < latest.End)
        {
            _aggregate.Add(ref latest.Acc, record);
            latest.End = Math.Max(latest.End, assigned.End);
            return;
        }

        if (latest.IsNone ? !TryBegin(assigned, record, context) : !TryPlace(latest, assigned, record, context))
        {
            _plan.OnLate(record, context);
        }
    }

    protected internal override void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output)
    {
        if (!_latest.TryGet(out var latest) || latest.IsNone)
        {
            return;
        }

        var due = timer.Time.UtcTicks;
        var isEndOfInput = timer.Clock == TimerClock.EventTime && due == Instant.EndOfTime;
        if (timer.Clock != _plan.Clock && !isEndOfInput)
        {
            return;
        }

        var until = isEndOfInput ? Instant.EndOfTime : due;
        var next = latest.End;
        ListEarlier(latest);
        foreach (var span in _spans)
        {
            if (span.End > until)
            {
                next = span.End;
                break;
            }

            _earlier.TryGet(span, out var acc);
            Emit(span, due, acc!, context, output);
            _earlier.Remove(span);
            latest.Earlier--;
        }

        if (latest.End > until)
        {
            SetTimer(ref latest, next, context);
            _latest.Set(latest);
            return;
        }

        Emit(latest.Span, due, latest.Acc, context, output);
        _latest.Clear();
        if (_plan.Clock == TimerClock.ProcessingTime)
        {
            context.CancelTimer(Time(Instant.EndOfTime), TimerClock.EventTime);
        }
    }

    /// <summary>Opens the only window of a key; answers <c>false</c> if it is over.</summary>
    private bool TryBegin(WindowSpan span, in TIn record, KeyedContext<TKey> context)
    {
        if (IsOver(span, context))
        {
            _latest.Clear();
            return false;
        }

        if (_plan.Clock == TimerClock.ProcessingTime)
        {
            context.SetTimer(Time(Instant.EndOfTime), TimerClock.EventTime);
        }

        var latest = new LatestWindow<TAcc> { Start = span.Start, End = span.End, Acc = _aggregate.Create() };
        _aggregate.Add(ref latest.Acc, record);
        SetTimer(ref latest, span.End, context);
        _latest.Set(latest);
        return true;
    }

    /// <summary>
    /// Puts a record that is not simply one more of the key's latest window where it belongs; answers <c>false</c> if that is over.
    /// </summary>
    private bool TryPlace(LatestWindow<TAcc> latest, WindowSpan assigned, in TIn record, KeyedContext<TKey> context)
    {
        ListEarlier(latest);
        _spans.RemoveAll(span => !span.Meets(assigned));
        var meetsLatest = latest.Span.Meets(assigned);
        var all = _spans.Aggregate(meetsLatest ? assigned.Cover(latest.Span) : assigned, static (one, other) => one.Cover(other));
        if (_spans.Count == 0 && !meetsLatest && IsOver(assigned, context))
        {
            return false;
        }

        var (acc, isNew) = (_aggregate.Create(), true);
        foreach (var span in _spans)
        {
            _earlier.TryGet(span, out var other);
            Join(ref acc, ref isNew, other!);
            _earlier.Remove(span);
            latest.Earlier--;
        }

        if (meetsLatest)
        {
            Join(ref acc, ref isNew, latest.Acc);
        }

        _aggregate.Add(ref acc, record);
        if (meetsLatest || all.Start >= latest.Start)
        {
            if (!meetsLatest)
            {
                _earlier[latest.Span] = latest.Acc;
                latest.Earlier++;
            }

            (latest.Start, latest.End, latest.Acc) = (all.Start, all.End, acc);
        }
        else
        {
            _earlier[all] = acc;
            latest.Earlier++;
        }

        if (all.End < latest.Timer)
        {
            SetTimer(ref latest, all.End, context);
        }

        _latest.Set(latest);
        return true;
    }

    /// <summary>
    /// Takes the first as it is: where windows do not grow a record meets one at most, and the aggregate need not be able to merge.
    /// </summary>
    private void Join(ref TAcc acc, ref bool isNew, in TAcc other)
    {
        if (isNew)
        {
            (acc, isNew) = (other, false);
            return;
        }

        ((IWindowMerge<TAcc>)_aggregate).Merge(ref acc, other);
    }

    private WindowSpan SpanOf(in TIn record, long time)
    {
        _spans.Clear();
        _plan.Assign(record, time, _spans);
        var span = _spans[0];
        _plan.RequireWithinTime(span, time);
        return span;
    }

    private void ListEarlier(in LatestWindow<TAcc> latest)
    {
        _spans.Clear();
        if (latest.Earlier > 0)
        {
            foreach (var (span, _) in _earlier)
            {
                _spans.Add(span);
            }

            _spans.Sort(static (one, other) => one.End.CompareTo(other.End));
        }
    }

    private void Emit(WindowSpan span, long due, in TAcc acc, KeyedContext<TKey> context, Collector<TOut> output)
    {
        var before = output.CurrentTime;
        output.StampWith(span.End == Instant.EndOfTime ? due : span.End - 1);
        output.Emit(_aggregate.Result(context.Key, span.ToWindow(), acc));
        output.CurrentTime = before;
    }

    private void SetTimer(ref LatestWindow<TAcc> latest, long end, KeyedContext<TKey> context)
    {
        latest.Timer = end;
        if (_plan.Clock == TimerClock.EventTime || end < Instant.EndOfTime)
        {
            context.SetTimer(Time(end), _plan.Clock);
        }
    }

    private bool IsOver(WindowSpan span, KeyedContext<TKey> context) =>
        _plan.Clock == TimerClock.EventTime && span.End <= context.WatermarkTicks;

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}

/// <summary>The window of a key that begins last. All zeros: there is none, but the key's first record failed.</summary>
internal record struct LatestWindow<TAcc>
{
    /// <summary>Its first instant.</summary>
    public long Start;

    /// <summary>Its end.</summary>
    public long End;

    /// <summary>The first of the key's timers.</summary>
    public long Timer;

    /// <summary>How many others of the key are open.</summary>
    public int Earlier;

    /// <summary>What is in it.</summary>
    public TAcc Acc;

    internal readonly bool IsNone => End == 0;

    internal readonly WindowSpan Span => new(Start, End);
}
