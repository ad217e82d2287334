using ActorStream.Backends.Files.Simulated;

namespace ActorStream.TestKit.Simulation;

/// <summary>
/// Which calls to the disk fail, and what happens around a chosen one: a moment of the protocol is found sooner by the call that it makes
/// than by its time.
/// </summary>
internal sealed class DiskFaults
{
    private const string Outside = "outside";

    /// <summary>
    /// Calls that make something durable or visible, or take it away; by part of their path, or outside of the job's directory, where sinks
    /// write.
    /// </summary>
    private static readonly (string Where, DiskOperation Operation)[] Moments =
    [
        ("/journal/", DiskOperation.Sync), ("/journal/", DiskOperation.Rename), ("/journal", DiskOperation.SyncDirectory),
        ("/manifest", DiskOperation.Sync), ("/manifest", DiskOperation.Rename), ("/chk-", DiskOperation.SyncDirectory),
        ("/chk-", DiskOperation.Sync), ("/chk-", DiskOperation.Delete), ("/decided", DiskOperation.Create),
        (Outside, DiskOperation.Rename), (Outside, DiskOperation.SyncDirectory), (Outside, DiskOperation.SyncDirectory),
        (Outside, DiskOperation.Sync), (Outside, DiskOperation.Create),
    ];

    private readonly List<Trigger> _triggers = [];
    private Func<DiskCall, bool> _fails = static _ => false;

    internal DiskFaults(SimulatedDisk disk) => disk.Fault = OnCall;

    /// <summary>From now on calls fail by this rule.</summary>
    internal void FailWhen(Func<DiskCall, bool> fails) => _fails = fails;

    /// <summary>A moment of the dice's choice.</summary>
    internal static (Func<DiskCall, bool> Is, string Name) Moment(Dice dice)
    {
        var (where, operation) = dice.Pick(Moments);
        return (call => call.Operation == operation && IsThere(call.Path, where), $"{operation} {where}");
    }

    private static bool IsThere(string path, string where) => where == Outside
        ? !path.StartsWith(SimulatedJob.Directory, StringComparison.Ordinal)
        : path.Contains(where, StringComparison.Ordinal);

    /// <summary>The next calls of a kind fail.</summary>
    /// <param name="isMeant">The kind.</param>
    /// <param name="skip">So many of them succeed first.</param>
    /// <param name="fail">So many fail then.</param>
    /// <param name="then">Done at the last of them, or at the first one behind those skipped if none fails.</param>
    /// <param name="outlasts">Whether a row that has begun goes on when all other faults end.</param>
    internal void OnCall(Func<DiskCall, bool> isMeant, int skip, int fail, Action<DiskCall> then, bool outlasts = false) =>
        _triggers.Add(new Trigger { IsMeant = isMeant, Skip = skip, Fail = fail, Then = then, Outlasts = outlasts });

    /// <summary>No call fails any more, but those of a row that was to go on.</summary>
    internal void End()
    {
        _fails = static _ => false;
        _triggers.RemoveAll(static trigger => !trigger.HasBegun || !trigger.Outlasts);
    }

    private Exception? OnCall(DiskCall call)
    {
        var fails = _fails(call);
        foreach (var trigger in _triggers.ToList())
        {
            if (!trigger.IsMeant(call) || trigger.Skip-- > 0) continue;
            trigger.HasBegun = true;
            fails |= trigger.Fail > 0;
            if (--trigger.Fail > 0) continue;
            _triggers.Remove(trigger);
            trigger.Then(call);
        }

        return fails ? new InjectedFault($"injected into {call.Operation} of '{call.Path}'") : null;
    }

    private sealed class Trigger
    {
        internal required Func<DiskCall, bool> IsMeant { get; init; }

        internal required Action<DiskCall> Then { get; init; }

        internal int Skip { get; set; }

        internal int Fail { get; set; }

        internal bool Outlasts { get; init; }

        internal bool HasBegun { get; set; }
    }
}
