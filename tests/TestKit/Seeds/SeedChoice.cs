using ActorStream.TestKit.Simulation;

namespace ActorStream.TestKit;

/// <summary>What a seed chooses of a run before it begins.</summary>
internal sealed record SeedChoice
{
    /// <summary>Long enough that little of a job happens between two moments at which something may fail.</summary>
    internal static readonly TimeSpan LocalDelay = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan LongestFaults = TimeSpan.FromSeconds(10);

    internal required ulong Seed { get; init; }

    internal required int Parallelism { get; init; }

    internal required ProcessLayout Layout { get; init; }

    internal required ActorStreamSettings Settings { get; init; }

    /// <summary>Most records of each source per second.</summary>
    internal double RecordsPerSecond { get; init; } = Pacing.Fast;

    internal IReadOnlyList<FaultKind> Faults { get; init; } = [];

    internal int FaultCount { get; init; }

    internal TimeSpan FaultSpan { get; init; }

    internal ulong FaultSeed { get; init; }

    /// <summary>When an unbounded job is stopped.</summary>
    internal TimeSpan StopAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The run that shows what the job does when nothing goes wrong.</summary>
    internal static SeedChoice Undisturbed { get; } = new()
    {
        Seed = 0,
        Parallelism = 1,
        Layout = ProcessLayout.Alone,
        Settings = SimulatedJobOptions.ShortTimes,
    };

    /// <param name="seed">The seed.</param>
    /// <param name="pacing">How fast sources read, and how long the job then takes when nothing goes wrong: faults must fall into that
    /// time.</param>
    /// <param name="maxParallelism">The most subtasks of an operator.</param>
    internal static SeedChoice Of(ulong seed, Pacing pacing, int maxParallelism)
    {
        var dice = new Dice(seed);
        var times = SimulatedJobOptions.ShortTimes;
        var span = pacing.Undisturbed > LongestFaults ? LongestFaults : pacing.Undisturbed;
        return new SeedChoice
        {
            Seed = seed,
            RecordsPerSecond = pacing.RecordsPerSecond,
            Parallelism = dice.Between(1, maxParallelism),
            Layout = dice.Pick(ProcessLayout.Alone, ProcessLayout.Apart, ProcessLayout.Mixed),
            Settings = times with
            {
                Checkpoint = times.Checkpoint with { Interval = span / dice.Between(2, 8), MaxConcurrent = dice.Between(1, 2) },
                Buffers = new BufferSettings { BatchRecords = dice.Pick(1, 4, 64, 1024) },
            },
            Faults = Some(dice),
            FaultCount = dice.Between(1, 6),
            FaultSpan = span,
            FaultSeed = dice.Next(),
            StopAfter = span * dice.Between(1, 4),
        };
    }

    /// <summary>Not every kind in every run: what one fault ends, another cannot show.</summary>
    private static List<FaultKind> Some(Dice dice)
    {
        List<FaultKind> some = [.. FaultSchedule.Everything.Where(_ => dice.Chance(0.4))];
        return some.Count > 0 ? some : [FaultKind.Crash];
    }
}
