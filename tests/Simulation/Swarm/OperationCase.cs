using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>What somebody does to a job: savepoints while it runs, an end, and another job that goes on from there.</summary>
internal sealed record OperationCase
{
    internal static OperationCase None { get; } = new();

    /// <summary>When savepoints are taken.</summary>
    internal IReadOnlyList<TimeSpan> Takes { get; init; } = [];

    /// <summary>How it is ended.</summary>
    internal OperatedEnd End { get; init; }

    /// <summary>When.</summary>
    internal TimeSpan EndAfter { get; init; }

    /// <summary>Of the job that goes on from there.</summary>
    internal int NextParallelism { get; init; }

    internal ClaimMode Claim { get; init; }

    /// <summary>Whether the savepoint is moved before it is started from, and the job's own directory deleted.</summary>
    internal bool IsAlone { get; init; }

    internal static OperationCase Of(SwarmCase test, Dice dice)
    {
        if (dice.Chance(0.7)) return None;
        var isFixed = test.Plain.Contains(PlainStep.Broadcast) || test.HasLateRecords;
        return new OperationCase
        {
            Takes = [.. Enumerable.Range(0, dice.Between(0, 2)).Select(_ => dice.Milliseconds(1, 150))],
            End = dice.Pick(OperatedEnd.None, OperatedEnd.Stop, OperatedEnd.Stop, OperatedEnd.Stop, OperatedEnd.Drain, OperatedEnd.Cancel,
                OperatedEnd.Cancel),
            EndAfter = dice.Milliseconds(2, 250),
            NextParallelism = dice.Between(1, 4) is var next && isFixed ? test.Parallelism : next,
            Claim = dice.Chance(0.5) ? ClaimMode.Claim : ClaimMode.NoClaim,
            IsAlone = dice.Chance(0.5),
        };
    }

    public override string ToString() => this == None ? "" :
        $"; savepoints at {string.Join('/', Takes.Select(static at => $"{at.TotalMilliseconds:F0}"))} ms, "
        + $"end {End} at {EndAfter.TotalMilliseconds:F0} ms, "
        + $"then parallelism {NextParallelism}, {Claim}{(IsAlone ? ", alone" : "")}";
}

/// <summary>How a job is ended by somebody.</summary>
internal enum OperatedEnd
{
    None,

    /// <summary>With a savepoint.</summary>
    Stop,

    /// <summary>With a savepoint behind the last watermark.</summary>
    Drain,

    Cancel,
}
