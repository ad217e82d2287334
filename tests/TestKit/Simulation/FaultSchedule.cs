using ActorStream.Actors.Hosts;
using ActorStream.Backends.Files.Simulated;

namespace ActorStream.TestKit.Simulation;

/// <summary>
/// Faults of a seed's choice, at times of its choice. After their span they stop, what was down comes back, and the job must get to its
/// end.
/// </summary>
internal sealed class FaultSchedule(SimulatedJob job, Supervisor supervisor, IReadOnlyList<FaultKind> kinds, Dice dice)
{
    private readonly List<string> _log = [];
    private readonly DiskFaults _disk = new(job.Disk);

    internal static IReadOnlyList<FaultKind> Everything { get; } = Enum.GetValues<FaultKind>();

    /// <summary>How often each happened.</summary>
    internal Dictionary<FaultKind, int> Counts { get; } = [];

    /// <summary>Further faults that begin and end with these: told whether they begin.</summary>
    internal Action<bool>? Others { get; init; }

    /// <summary>No fault happens any more.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Plans some faults within a span of time from now on.</summary>
    internal void Begin(TimeSpan span, int faults)
    {
        if (kinds.Count > 0)
        {
            for (var left = faults; left > 0; left--) Plan(dice.Pick([.. kinds]), At(span), span);
        }

        Others?.Invoke(true);
        job.Host.After(span, End);
    }

    /// <summary>Ends all faults at once.</summary>
    internal void End()
    {
        if (IsOver) return;
        IsOver = true;
        Others?.Invoke(false);
        job.Host.Network.Faults = new NetworkFaults();
        job.Host.Network.Heal();
        _disk.End();
        job.Disk.CapacityBytes = long.MaxValue;
        supervisor.StartAll();
    }

    public override string ToString() => _log.Count == 0 ? "no faults" : string.Join(", ", _log);

    private void Plan(FaultKind kind, TimeSpan at, TimeSpan span)
    {
        var process = dice.Pick([.. supervisor.Layout.Processes]).Name;
        var other = dice.Pick([.. supervisor.Layout.Processes]).Name;
        var (outage, odds, size) =
            (dice.Chance(0.4) ? dice.Milliseconds(0, 5) : dice.Milliseconds(1, 200), dice.Between(3, 40), dice.Between(0, 4000));
        var lasts = TimeSpan.FromTicks(Math.Min(outage.Ticks * 5, (span - at).Ticks));
        switch (kind)
        {
            case FaultKind.Crash:
                Do(kind, at, process, () => supervisor.Crash(process, outage));
                break;
            case FaultKind.PowerLoss:
                Do(kind, at, "", () => supervisor.LosePower(outage));
                break;
            case FaultKind.LossyNetwork:
                var latest = TimeSpan.FromMilliseconds(1) + (odds % 3 == 0 ? outage : outage / 4);
                Do(kind, at, $"1 in {odds}, {latest.TotalMilliseconds:F0} ms late", () => job.Host.Network.Faults =
                    new NetworkFaults { Drop = 1.0 / odds, Duplicate = 1.0 / odds, Late = odds % 2 == 0 ? 0.25 : 0, MaxDelay = latest });
                break;
            case FaultKind.Partition:
                var isOneWay = odds % 2 == 0;
                Do(kind, at, $"{process} {(isOneWay ? "->" : "<->")} {other}, {lasts.TotalMilliseconds:F0} ms", () =>
                {
                    if (isOneWay) job.Host.Network.Cut(process, other);
                    else job.Host.Network.Partition(process, other);
                });
                job.Host.After(at + lasts, job.Host.Network.Heal);
                break;
            case FaultKind.FailingSync:
                Do(kind, at, $"1 in {odds}", () => _disk.FailWhen(call =>
                    call.Operation is DiskOperation.Sync or DiskOperation.SyncDirectory && dice.Between(1, odds) == 1));
                break;
            case FaultKind.FailingDisk:
                Do(kind, at, $"1 in {odds * 4}", () => _disk.FailWhen(_ => dice.Between(1, odds * 4) == 1));
                break;
            case FaultKind.FailingMoment:
                var (failing, name) = DiskFaults.Moment(dice);
                var (skipped, failed) = (odds % 4, dice.Between(1, 3));
                Do(kind, at, $"{failed} x {name}, power lost after {outage.TotalMilliseconds:F1} ms", () => _disk.OnCall(
                    failing, skipped, failed, _ => job.Host.After(outage, () => LosePowerIfNotOver(outage))));
                break;
            case FaultKind.JournalDown:
                var calls = 2 + (odds / 3);
                Do(kind, at, $"for {calls} calls", () => _disk.OnCall(IsOfJournal, skip: 0, fail: calls, static _ => { }, outlasts: true));
                break;
            case FaultKind.CrashAtMoment:
                var (moment, what) = DiskFaults.Moment(dice);
                var (before, how) = (odds % 4, dice.Between(1, 4));
                Do(kind, at, $"{(how <= 2 ? "power lost" : how == 3 ? "killed" : "stands still, the coordinator killed")} at {what}",
                    () => _disk.OnCall(
                    moment, before, fail: 0, call => job.Host.After(TimeSpan.Zero, () => CrashAfter(call, how, outage))));
                break;
            case FaultKind.FullDisk:
                Do(kind, at, $"{size} bytes left, {lasts.TotalMilliseconds:F0} ms", () => job.Disk.CapacityBytes = job.Disk.UsedBytes
                    + size);
                job.Host.After(at + lasts, () => job.Disk.CapacityBytes = long.MaxValue);
                break;
            case FaultKind.Stall:
                Do(kind, at, $"{process}, {lasts.TotalMilliseconds:F0} ms", () => job.Host.Stall(process, lasts));
                break;
            case FaultKind.Rescale:
                var parallelism = 1 + (odds % 4);
                Do(kind, at, $"to {parallelism}", () => supervisor.Rescale(parallelism, outage));
                break;
            default:
                throw new InvalidOperationException($"There is no fault {kind}.");
        }
    }

    private TimeSpan At(TimeSpan span) => TimeSpan.FromTicks(span.Ticks * dice.Between(0, 999) / 1000);

    private static bool IsOfJournal(DiskCall call) =>
        call.Operation is DiskOperation.Sync or DiskOperation.SyncDirectory && call.Path.Contains("/journal", StringComparison.Ordinal);

    private void CrashAfter(DiskCall call, int how, TimeSpan outage)
    {
        if (how <= 2) LosePowerIfNotOver(outage);
        else if (IsOver) return;
        else if (how == 3) supervisor.Crash(call.Process, outage);
        else
        {
            job.Host.Stall(call.Process, outage + TimeSpan.FromMilliseconds(dice.Between(1, 60)));
            supervisor.Crash(supervisor.Layout.Coordinator, outage);
        }
    }

    private void LosePowerIfNotOver(TimeSpan outage)
    {
        if (!IsOver) supervisor.LosePower(outage);
    }

    private void Do(FaultKind kind, TimeSpan at, string how, Action act) => job.Host.After(at, () =>
    {
        if (job.IsOver || IsOver) return;
        _log.Add($"{kind} {how} at {at.TotalMilliseconds:F1} ms".Replace("  ", " ", StringComparison.Ordinal));
        Counts[kind] = Counts.GetValueOrDefault(kind) + 1;
        act();
    });
}

/// <summary>A failure that a simulation has injected: the job must survive it.</summary>
internal sealed class InjectedFault(string message) : IOException(message);
