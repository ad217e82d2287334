using System.Diagnostics.CodeAnalysis;
using ActorStream.Actors.Hosts;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// The steps to come of a run whose order somebody else chooses. Delays count for timers only: the clock stands still until one fires, and
/// then shows the timer's time.
/// </summary>
internal sealed class ChosenSchedule : ISchedule
{
    private readonly List<PendingStep> _pending = [];
    private PendingStep? _chosen;

    public long NowTicks { get; private set; }

    /// <summary>Everything that may happen, oldest first; of the messages of one connection, only the first.</summary>
    internal void ListEnabled(List<PendingStep> into)
    {
        into.Clear();
        _pending.RemoveAll(static pending => pending.Step.IsVoid || pending.Connection is { Pending.Count: 0 });
        foreach (var pending in _pending)
        {
            if (pending.Connection is not { } connection || !Holds(into, connection)) into.Add(pending);
        }
    }

    private static bool Holds(List<PendingStep> steps, Connection connection)
    {
        foreach (var step in steps)
        {
            if (step.Connection == connection) return true;
        }

        return false;
    }

    /// <summary>What the next step of the host will be.</summary>
    internal void Choose(PendingStep next) => _chosen = next;

    public void Add(Step step, TimeSpan delay)
    {
        if (delay.Ticks < long.MaxValue - NowTicks) _pending.Add(new PendingStep(step, NowTicks + delay.Ticks, delay));
    }

    public bool TryTake(long untilTicks, [NotNullWhen(true)] out Step? step)
    {
        step = null;
        if (_chosen is not { } chosen) return false;
        _chosen = null;
        _pending.Remove(chosen);
        if (chosen.IsTimer) NowTicks = Math.Max(NowTicks, chosen.DueTicks);
        step = chosen.Step;
        return true;
    }

    public void Advance(long toTicks) => NowTicks = Math.Max(NowTicks, toTicks);
}

/// <summary>A step, and for a timer its delay and when it is due.</summary>
internal sealed class PendingStep(Step step, long dueTicks, TimeSpan delay)
{
    internal Step Step => step;

    internal long DueTicks => dueTicks;

    internal TimeSpan Delay => delay;

    internal bool IsTimer { get; } = step.Kind is "timer" or "clock";

    internal Connection? Connection { get; } = step.About as Connection;

    /// <summary>To whom it happens; null: nobody in particular.</summary>
    internal SimulatedCell? Receiver => Connection?.To ?? step.Owner;

    /// <summary>The nodes without which it does not happen.</summary>
    internal IEnumerable<string> Nodes
    {
        get
        {
            if (Receiver is { } receiver) yield return receiver.Node.Node;
            if (Connection?.From is { } sender) yield return sender.Node.Node;
        }
    }

    /// <inheritdoc cref="Labels"/>
    internal string Label => field ??= Labels.Of(this);
}
