namespace ActorStream;

/// <summary>
/// Windows of any kind, as a keyed process function: state per (key, window), and the key's timers. What is kept of a window's records the
/// subclasses say.
/// </summary>
/// <remarks>
/// A window is open from its first record until its end and the allowed lateness, or the end of the input. A timer of the key is set for
/// that; each window notes when its trigger wants to be
/// called, and a timer of the key that comes due is for every window whose time it is.
/// </remarks>
internal abstract class WindowOperator<TKey, TIn, TOut> : KeyedProcessFunction<TKey, TIn, TOut>
{
    private readonly WindowPlan<TIn> _plan;
    private readonly WindowTrigger<TIn> _trigger;
    private readonly MapState<WindowSpan, OpenWindow> _open;
    private readonly TriggerContext _window;
    private readonly WindowContext<TKey> _context = new();

    // Of the record or timer being handled.
    private readonly List<WindowSpan> _assigned = [];
    private readonly List<WindowSpan> _spans = [];

    private protected WindowOperator(WindowPlan<TIn> plan, StateDeclarations states)
        : base(states)
    {
        _plan = plan;
        _trigger = plan.Trigger ?? new AnyRecordTrigger<TIn>(WindowTrigger.AtEnd);
        _open = MapState<WindowSpan, OpenWindow>("window.open");
        _window = new TriggerContext(plan.Clock, SetTimer);
    }

    protected internal sealed override void Process(in TIn record, KeyedContext<TKey> context, Collector<TOut> output)
    {
        var time = _plan.TimeOf(context);
        Begin(context, time);
        _assigned.Clear();
        _plan.Assign(record, time, _assigned);
        var isLate = _assigned.Count > 0;
        foreach (var assigned in _assigned)
        {
            _plan.RequireWithinTime(assigned, time);
            if ((_plan.Merges ? MergeWith(assigned) : assigned) is var span && !IsOver(span))
            {
                isLate = false;
                Add(span, record, time, output);
            }
        }

        if (isLate)
        {
            _plan.OnLate(record, context);
        }
    }

    protected internal sealed override void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output)
    {
        var due = timer.Time.UtcTicks;
        Begin(context, due);
        ListOpen();
        var isEndOfInput = timer.Clock == TimerClock.EventTime && due == Instant.EndOfTime;
        foreach (var span in _spans)
        {
            Load(span);
            ref var open = ref _window.State;
            var before = open;
            if (open.TimerOf(timer.Clock) is > 0 and var time && time <= due)
            {
                open.SetTimer(timer.Clock, 0);
                Apply(_trigger.OnTimer(new FiredTimer(timer.Clock, new DateTimeOffset(time, TimeSpan.Zero)), _window), output);
            }
            else if (isEndOfInput && open.ClockTimer > 0)
            {
                // The clock will not get there any more.
                Apply(TriggerResult.Fire, output);
            }

            if (isEndOfInput || (timer.Clock == _plan.Clock && LastInstant(span) <= due))
            {
                Forget(span, ref open);
                OnDropped(SetContext(span));
                _open.Remove(span);
            }
            else if (open != before)
            {
                _open[span] = open;
            }
        }
    }

    /// <summary>Keeps a record of a window.</summary>
    private protected abstract void Keep(WindowSpan span, ref OpenWindow open, in TIn record, long time);

    /// <summary>Emits what is kept of a window, if there is anything.</summary>
    private protected abstract void Emit(ref OpenWindow open, WindowContext<TKey> window, Collector<TOut> output);

    /// <summary>Forgets the records of a window.</summary>
    private protected abstract void Forget(WindowSpan span, ref OpenWindow open);

    /// <summary>Takes the records of one window over into another.</summary>
    private protected abstract void Move(WindowSpan from, OpenWindow fromOpen, WindowSpan to, OpenWindow toOpen);

    /// <summary>A window is no more.</summary>
    private protected virtual void OnDropped(WindowContext<TKey> window)
    {
    }

    private void Begin(KeyedContext<TKey> context, long time)
    {
        _context.Keyed = context;
        (_window.Handled, _window.RecordTicks) = (context, time);
    }

    private void Add(WindowSpan span, in TIn record, long time, Collector<TOut> output)
    {
        if (!Load(span))
        {
            SetEnd(span);
        }

        Keep(span, ref _window.State, record, time);
        _window.State.Records++;
        Apply(_trigger.OnRecord(record, _window), output);
        _open[span] = _window.State;
    }

    /// <summary>Makes a window the one that the trigger is asked about; answers whether it is open.</summary>
    private bool Load(WindowSpan span)
    {
        _window.Span = span;
        return _open.TryGet(span, out _window.State);
    }

    private void Apply(TriggerResult result, Collector<TOut> output)
    {
        ref var open = ref _window.State;
        if (result.HasFlag(TriggerResult.Fire))
        {
            var before = output.CurrentTime;
            output.StampWith(_window.Span.End == Instant.EndOfTime ? _window.RecordTicks : _window.Span.End - 1);
            Emit(ref open, SetContext(_window.Span), output);
            output.CurrentTime = before;
            open.Records = 0;
        }

        if (result.HasFlag(TriggerResult.Purge))
        {
            Forget(_window.Span, ref open);
        }
    }

    /// <summary>Of sessions: the window that a record's own makes with all that it meets. These are no two that meet each other.</summary>
    private WindowSpan MergeWith(WindowSpan assigned)
    {
        ListOpen();
        _spans.RemoveAll(span => !span.Meets(assigned));
        var all = _spans.Aggregate(assigned, static (one, other) => one.Cover(other));
        if (_spans.TrueForAll(span => span == all))
        {
            return all;
        }

        _open.TryGet(all, out var open);
        foreach (var span in _spans.Where(span => span != all))
        {
            _open.TryGet(span, out var other);
            Move(span, other, all, open);
            open = open.With(other);
            _open.Remove(span);
        }

        _open[all] = open;
        SetEnd(all);
        return all;
    }

    /// <summary>The key's windows, by their ends; a list of its own, because what is done with them changes the state.</summary>
    private void ListOpen()
    {
        _spans.Clear();
        foreach (var (span, _) in _open)
        {
            _spans.Add(span);
        }

        _spans.Sort(static (one, other) => one.End != other.End ? one.End.CompareTo(other.End) : one.Start.CompareTo(other.Start));
    }

    private WindowContext<TKey> SetContext(WindowSpan span)
    {
        _context.Span = span;
        return _context;
    }

    private bool IsOver(WindowSpan span) => _plan.Clock == TimerClock.EventTime && LastInstant(span) <= _context.Keyed.WatermarkTicks;

    /// <summary>When a window is dropped, by its clock.</summary>
    private long LastInstant(WindowSpan span) => _plan.Clock == TimerClock.ProcessingTime
        ? span.End
        : Instant.After(span.End, _plan.Lateness.Ticks);

    private void SetEnd(WindowSpan span)
    {
        var last = LastInstant(span);
        if (_plan.Clock == TimerClock.ProcessingTime)
        {
            SetTimer(Instant.EndOfTime, TimerClock.EventTime);
        }

        if (_plan.Clock == TimerClock.EventTime || last < Instant.EndOfTime)
        {
            SetTimer(last, _plan.Clock);
        }
    }

    private void SetTimer(long ticks, TimerClock clock) => _context.Keyed.SetTimer(new DateTimeOffset(ticks, TimeSpan.Zero), clock);
}
