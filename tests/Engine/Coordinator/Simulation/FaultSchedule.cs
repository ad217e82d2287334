using ActorStream.Actors.Hosts;
using ActorStream.Backends.Files.Simulated;

namespace ActorStream.Tests.Engine.Coordinator.Simulation;

/// <summary>Faults of a seed's choice, at times of its choice; after a while they stop, and what was crashed comes back.</summary>
internal sealed class FaultSchedule(JobSimulation simulation, Random dice)
{
    private readonly List<string> _log = [];

    internal Dictionary<string, int> Counts { get; } = [];

    /// <summary>No fault happens any more.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Plans the faults of a span of time from now on.</summary>
    internal void Begin(TimeSpan span)
    {
        for (var left = dice.Next(1, 5); left > 0; left--) Plan(dice.NextDouble() * span);
        simulation.Host.After(span, () =>
        {
            IsOver = true;
            simulation.CalmDown();
        });
    }

    public override string ToString() => string.Join(", ", _log);

    private void Plan(TimeSpan at)
    {
        switch (dice.Next(7))
        {
            case 0:
                var worker = $"worker-{dice.Next(1, 3)}";
                After(at, "worker crash", () => Crash(worker));
                break;
            case 1:
                After(at, "control crash", CrashControl);
                break;
            case 2:
                After(at, "power loss", LosePower);
                break;
            case 3:
                After(at, "lossy network", () => simulation.Host.Network.Faults =
                    new NetworkFaults { Drop = 0.2, Duplicate = 0.2, MaxDelay = TimeSpan.FromMilliseconds(30) });
                break;
            case 4:
                After(at, "failing sync", () => simulation.Disk.Fault = call =>
                    call.Operation is DiskOperation.Sync or DiskOperation.SyncDirectory && dice.Next(4) == 0 ? Injected(call) : null);
                break;
            case 5:
                var cutOff = $"worker-{dice.Next(1, 3)}";
                After(at, "partition", () => simulation.Host.Network.Partition("control", cutOff));
                After(at + TimeSpan.FromMilliseconds(dice.Next(50, 5000)), "healing", simulation.Host.Network.Heal);
                break;
            default:
                After(at, "failing calls", () => simulation.Disk.Fault = call => dice.Next(30) == 0 ? Injected(call) : null);
                break;
        }
    }

    private static IOException Injected(DiskCall call) => new($"injected into {call.Operation} of '{call.Path}'");

    private void Crash(string worker)
    {
        if (!simulation.Workers.Contains(worker)) return;
        simulation.CrashWorker(worker);
        simulation.Host.After(Outage(), () =>
        {
            if (!simulation.Workers.Contains(worker)) simulation.StartWorker(worker);
        });
    }

    private void CrashControl()
    {
        if (simulation.Coordinator is null) return;
        simulation.CrashControl();
        simulation.Host.After(Outage(), RestartControl);
    }

    private void LosePower()
    {
        simulation.LosePower();
        simulation.Host.After(Outage(), () =>
        {
            RestartControl();
            foreach (var worker in (string[])["worker-1", "worker-2"])
            {
                if (!simulation.Workers.Contains(worker)) simulation.StartWorker(worker);
            }
        });
    }

    private void RestartControl()
    {
        if (simulation.Coordinator is null) simulation.StartControl();
    }

    private TimeSpan Outage() => TimeSpan.FromMilliseconds(dice.Next(1, 200));

    private void After(TimeSpan at, string what, Action act) => simulation.Host.After(at, () =>
    {
        if (simulation.End is not null) return;
        _log.Add($"{what} at {at.TotalMilliseconds:F0} ms");
        Counts[what] = Counts.GetValueOrDefault(what) + 1;
        act();
    });
}
