namespace ActorStream;

/// <summary>At the window's end, and early if asked to.</summary>
/// <param name="early">Emits after this long by the wall clock; null: not.</param>
/// <param name="count">Emits after so many records; null: not.</param>
internal sealed class EndTrigger(TimeSpan? early, int? count) : WindowTrigger
{
    protected internal override TriggerResult OnRecord(TriggerContext context)
    {
        var end = context.Span.End;
        if (end <= context.NowTicks)
        {
            return TriggerResult.Fire;
        }

        if (early is { } interval)
        {
            SetEarly(context, end, interval);
        }
        else
        {
            context.SetTimer(end, context.Clock);
        }

        return context.Records >= count ? TriggerResult.Fire : TriggerResult.Continue;
    }

    protected internal override TriggerResult OnTimer(FiredTimer timer, TriggerContext context)
    {
        var isEnd = timer.Clock == context.Clock && timer.Time.UtcTicks >= context.Span.End;
        if (!isEnd && timer.Clock == context.Clock)
        {
            context.SetTimer(context.Span.End, context.Clock);
        }

        return isEnd || context.Records > 0 ? TriggerResult.Fire : TriggerResult.Continue;
    }

    /// <summary>A window of the wall clock has one timer for both: the earlier of them.</summary>
    private static void SetEarly(TriggerContext context, long end, TimeSpan interval)
    {
        var due = Instant.After(context.ProcessingTicks, interval.Ticks);
        if (context.Clock == TimerClock.EventTime)
        {
            context.SetTimer(end, TimerClock.EventTime);
        }

        if (context.Records == 1)
        {
            context.SetTimer(context.Clock == TimerClock.ProcessingTime ? Math.Min(due, end) : due, TimerClock.ProcessingTime);
        }
    }
}

/// <summary>After so many records.</summary>
internal sealed class CountTrigger(int count) : WindowTrigger
{
    protected internal override TriggerResult OnRecord(TriggerContext context) =>
        context.Records >= count ? TriggerResult.Fire : TriggerResult.Continue;
}

/// <summary>At multiples of an interval, and at the window's end.</summary>
internal sealed class IntervalTrigger(TimeSpan interval, TimerClock clock) : WindowTrigger
{
    protected internal override TriggerResult OnRecord(TriggerContext context)
    {
        var end = context.Span.End;
        if (end <= context.NowTicks)
        {
            return TriggerResult.Fire;
        }

        if (clock != context.Clock)
        {
            context.SetTimer(end, context.Clock);
        }

        if (context.State.TimerOf(clock) == 0)
        {
            SetNext(context, clock == TimerClock.ProcessingTime ? context.ProcessingTicks : context.RecordTicks);
        }

        return TriggerResult.Continue;
    }

    protected internal override TriggerResult OnTimer(FiredTimer timer, TriggerContext context)
    {
        var isEnd = timer.Clock == context.Clock && timer.Time.UtcTicks >= context.Span.End;
        if (!isEnd && timer.Clock == clock)
        {
            SetNext(context, timer.Time.UtcTicks);
        }

        return context.Records > 0 ? TriggerResult.Fire : TriggerResult.Continue;
    }

    private void SetNext(TriggerContext context, long after)
    {
        var next = after > Instant.EndOfTime - interval.Ticks
            ? Instant.EndOfTime
            : ((after / interval.Ticks) + 1) * interval.Ticks;
        context.SetTimer(clock == context.Clock ? Math.Min(next, context.Span.End) : next, clock);
    }
}

/// <summary>Forgets what it emits.</summary>
internal sealed class PurgingTrigger(WindowTrigger trigger) : WindowTrigger
{
    protected internal override TriggerResult OnRecord(TriggerContext context) => Purge(trigger.OnRecord(context));

    protected internal override TriggerResult OnTimer(FiredTimer timer, TriggerContext context) => Purge(trigger.OnTimer(timer, context));

    private static TriggerResult Purge(TriggerResult result) => result.HasFlag(TriggerResult.Fire) ? TriggerResult.FireAndPurge : result;
}

/// <summary>One that does not look at records, where one that does is asked for.</summary>
internal sealed class AnyRecordTrigger<T>(WindowTrigger trigger) : WindowTrigger<T>
{
    protected internal override TriggerResult OnRecord(in T record, TriggerContext context) => trigger.OnRecord(context);

    protected internal override TriggerResult OnTimer(FiredTimer timer, TriggerContext context) => trigger.OnTimer(timer, context);
}
