using System.Diagnostics.CodeAnalysis;

namespace ActorStream.Actors.Hosts;

/// <summary>The steps to come, and which of them is next.</summary>
internal interface ISchedule
{
    /// <summary>Virtual time since the start.</summary>
    long NowTicks { get; }

    /// <summary>Adds a step. Times beyond what can be counted never come.</summary>
    void Add(Step step, TimeSpan delay);

    /// <summary>Takes the next step not later than the limit, and moves the clock to its time.</summary>
    bool TryTake(long untilTicks, [NotNullWhen(true)] out Step? step);

    /// <summary>Moves the clock on when nothing is left to do before that time.</summary>
    void Advance(long toTicks);
}

/// <summary>Steps by virtual time; which of two at the same time comes first, the seed says.</summary>
internal sealed class Schedule(SeededRandom random) : ISchedule
{
    private readonly PriorityQueue<Step, (long Ticks, ulong Tiebreak, long Number)> _steps = new();
    private long _added;

    public long NowTicks { get; private set; }

    public void Add(Step step, TimeSpan delay)
    {
        if (delay.Ticks < long.MaxValue - NowTicks)
            _steps.Enqueue(step, (NowTicks + delay.Ticks, random.Next(), ++_added));
    }

    public bool TryTake(long untilTicks, [NotNullWhen(true)] out Step? step)
    {
        while (_steps.TryPeek(out step, out var when))
        {
            if (!step.IsVoid)
            {
                if (when.Ticks > untilTicks)
                    return false;
                _steps.Dequeue();
                NowTicks = when.Ticks;
                return true;
            }
            _steps.Dequeue();
        }
        return false;
    }

    public void Advance(long toTicks) => NowTicks = Math.Max(NowTicks, toTicks);
}
