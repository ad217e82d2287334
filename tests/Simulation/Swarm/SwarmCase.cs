using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>All that a seed chooses of a job and its surroundings, but for what happens to it.</summary>
internal sealed record SwarmCase
{
    private SwarmCase()
    {
    }

    internal required IReadOnlyList<SourceCase> Sources { get; init; }

    /// <summary>Event times, with this much disorder in milliseconds; null: none.</summary>
    internal int? OutOfOrder { get; init; }

    /// <summary>How far splits may be ahead of each other, in milliseconds of event time; null: as far as they like.</summary>
    internal int? MaxDrift { get; init; }

    /// <summary>Whether the splits of all sources wait for each other.</summary>
    internal bool IsAlignedAcross { get; init; }

    /// <summary>After which a split is idle; null: never.</summary>
    internal TimeSpan? Silence { get; init; }

    /// <summary>What happens to records before the first keyed operator.</summary>
    internal required IReadOnlyList<PlainStep> Plain { get; init; }

    /// <summary>Keyed operators, one behind the other.</summary>
    internal required IReadOnlyList<KeyedStep> Keyed { get; init; }

    internal required IReadOnlyList<SinkKind> Sinks { get; init; }

    /// <summary>Of operators that set none.</summary>
    internal int Parallelism { get; init; }

    /// <summary>Of each operator in turn; 0: the job's.</summary>
    internal required IReadOnlyList<int> OwnParallelism { get; init; }

    /// <summary>Of each operator in turn: how its chain is broken.</summary>
    internal IReadOnlyList<ChainBreak> Breaks { get; init; } = [];

    /// <summary>Whether asynchronous calls fail at first, and some are never answered.</summary>
    internal bool HasLostCalls { get; init; }

    internal required ActorStreamSettings Settings { get; init; }

    internal required ProcessLayout Layout { get; init; }

    internal required IReadOnlyList<FaultKind> Faults { get; init; }

    internal int FaultCount { get; init; }

    internal TimeSpan FaultSpan { get; init; }

    /// <summary>When somebody stops the job for good; null: nobody does.</summary>
    internal TimeSpan? StopAfter { get; init; }

    /// <summary>Chance that a call to the outside store finds it down, or that its answer is lost; 0: never.</summary>
    internal double StoreFaults { get; init; }

    /// <summary>Chance that a record makes an operator throw, while faults last.</summary>
    internal double FunctionFaults { get; init; }

    /// <summary>What somebody does to it.</summary>
    internal OperationCase Operation { get; init; } = OperationCase.None;

    /// <summary>Between two searches for splits of an endless source.</summary>
    internal TimeSpan Discovery { get; init; }

    /// <summary>Whether records of one stream stay in order on their way to the first keyed operator, each once.</summary>
    internal bool KeepsOrder => Plain.All(static step => step is PlainStep.Map or PlainStep.Repeat or PlainStep.Actor);

    /// <summary>Whether a keyed operator numbers what it emits of a key, from 0.</summary>
    internal static bool Numbers(KeyedStep step) =>
        step is KeyedStep.Count or KeyedStep.Actor or KeyedStep.Remember or KeyedStep.Timer or KeyedStep.Alarm;

    /// <summary>One split whose records are sometimes too late: what is dropped must not depend on what fails.</summary>
    internal bool HasLateRecords { get; init; }

    /// <param name="dice">Chooses.</param>
    /// <param name="later">Chooses what was added to the swarm since, so that seeds keep what they chose before.</param>
    internal static SwarmCase Of(Dice dice, Dice later)
    {
        var test = WithoutOperation(dice, later);
        return LaterChoices.AddTo(test with { Operation = OperationCase.Of(test, later) }, later);
    }

    private static SwarmCase WithoutOperation(Dice dice, Dice later)
    {
        var test = dice.Chance(0.03) ? OfManyKeys(dice) : OfFewKeys(dice);
        if (later.Chance(0.2) && test.MayMeet)
            return test with { Plain = [.. test.Plain.Where(static step => step != PlainStep.Broadcast), PlainStep.Meet] };
        if (later.Chance(0.3)) test = FunctionSteps.AddTo(test, later);
        // A third of the windows are a function's own. Nothing is drawn for that, so that all else a seed chooses stays what it was.
        test = test.HasLateRecords || test.Discovery.Microseconds % 3 != 0 ? test : test with
        {
            Keyed = [.. test.Keyed.Select(static step => step == KeyedStep.Window ? KeyedStep.Tally : step)],
        };
        return WithTime(test, later);
    }

    /// <summary>Windows of other kinds; splits that wait for each other; splits that are idle, where that makes none late that
    /// matters.</summary>
    private static SwarmCase WithTime(SwarmCase test, Dice later)
    {
        var window = test.HasLateRecords ? later.Pick(KeyedStep.Window, KeyedStep.Sliding, KeyedStep.Cumulative)
            : later.Pick(KeyedStep.Window, KeyedStep.Sliding, KeyedStep.Sliding, KeyedStep.Cumulative, KeyedStep.Session, KeyedStep.Gather,
                KeyedStep.Early, KeyedStep.Clock, KeyedStep.WindowJoin);
        // Nothing is drawn for those that were added since, so that all else a seed chooses stays what it was.
        window = test.Discovery.Microseconds % 2 == 0 ? window : window switch
        {
            KeyedStep.Window when test.HasLateRecords => KeyedStep.LateAside,
            KeyedStep.Cumulative when test.HasLateRecords => KeyedStep.LateSession,
            KeyedStep.Sliding when test.HasLateRecords => KeyedStep.Updated,
            KeyedStep.Cumulative => KeyedStep.Calendar,
            KeyedStep.Gather => KeyedStep.KeptSession,
            KeyedStep.Early => KeyedStep.Thirds,
            KeyedStep.WindowJoin => KeyedStep.OwnEnd,
            _ => window,
        };
        var (drift, silence) = (later.Chance(0.3), later.Chance(0.5));
        return test with
        {
            Keyed = [.. test.Keyed.Select(step => step == KeyedStep.Window ? window : step)],
            MaxDrift = drift ? later.Between(0, 30) : null,
            Silence = silence && !test.Keyed.Any(static step => step.GoesByTime()) ? later.Milliseconds(1, 20) : null,
        };
    }

    /// <summary>
    /// Few records, since pairs are many; what comes of a pair's time does not depend on which of both was late; and a rule that meets all
    /// records at once keeps the chain busy for so long that <see cref="KeyedStep.Alarm"/> would take its timer for lost.
    /// </summary>
    private bool MayMeet => !HasLateRecords && Sources.Sum(static source => source.Splits.Sum(static split => split.Count)) < 500
        && !Keyed.Any(static step => step is KeyedStep.Window or KeyedStep.Timer or KeyedStep.Alarm);

    /// <summary>State of more than a page, so that tables split, are copied page by page, and are cut at ranges in their midst.</summary>
    private static SwarmCase OfManyKeys(Dice dice)
    {
        var few = OfFewKeys(dice);
        return few with
        {
            HasLateRecords = false,
            OutOfOrder = 0,
            Sources = [SourceCase.Many(dice)],
            Plain = [],
            Keyed = [dice.Pick(KeyedStep.Count, KeyedStep.Remember, KeyedStep.Timer, KeyedStep.Window)],
            Settings = few.Settings with { Buffers = few.Settings.Buffers with { BatchRecords = 64 } },
        };
    }

    private static SwarmCase OfFewKeys(Dice dice)
    {
        var hasLate = dice.Chance(0.06);
        var first = hasLate ? KeyedStep.Window
            : dice.Pick(KeyedStep.Count, KeyedStep.Count, KeyedStep.Remember, KeyedStep.Window, KeyedStep.Timer, KeyedStep.Alarm,
            KeyedStep.Actor, KeyedStep.None);
        var second = first != KeyedStep.None && !hasLate && dice.Chance(0.3)
            ? dice.Pick(KeyedStep.Count, KeyedStep.Remember)
            : KeyedStep.None;
        var faults = FaultSchedule.Everything.Where(kind => dice.Chance(kind == FaultKind.JournalDown ? 0.03 : 0.35)).ToList();
        if (dice.Chance(0.08)) faults.Clear();
        PlainStep[] plain = hasLate ? []
            : [.. Enumerable.Range(0, dice.Between(0, 2)).Select(
                _ => dice.Pick(PlainStep.Map, PlainStep.Repeat, PlainStep.Rebalance, PlainStep.Broadcast, PlainStep.Actor)).Distinct()];
        // How many copies a broadcast makes depends on the parallelism.
        if (plain.Contains(PlainStep.Broadcast)) faults.Remove(FaultKind.Rescale);
        if (hasLate) faults.Remove(FaultKind.Rescale);
        var isTimed = first is KeyedStep.Window or KeyedStep.Timer || dice.Chance(0.2);
        var parallelism = hasLate ? 1 : dice.Pick(1, 1, 2, 2, 2, 3, 4);
        int? outOfOrder = isTimed ? dice.Between(0, 20) : null;
        var sources = Enumerable.Range(0, hasLate ? 1 : dice.Pick(1, 1, 2)).Select(i => SourceCase.Of(i, hasLate, outOfOrder, dice))
            .ToList();
        var isEndless = sources.Exists(static source => source.Kind == SourceKind.Growing);
        var test = new SwarmCase
        {
            HasLateRecords = hasLate,
            OutOfOrder = outOfOrder,
            Sources = sources,
            Plain = plain,
            Keyed = [.. new[] { first, second }.Where(static step => step != KeyedStep.None)],
            Sinks = dice.Chance(0.25) ? [SinkKind.Store, SinkKind.Files] : [dice.Pick(SinkKind.Store, SinkKind.Files)],
            Parallelism = parallelism,
            OwnParallelism = [.. Enumerable.Range(0, 8).Select(_ => !hasLate && dice.Chance(0.15) ? dice.Between(1, 3) : 0)],
            Settings = SettingsOf(hasLate, dice),
            Layout = dice.Pick(ProcessLayout.Alone, ProcessLayout.Apart, ProcessLayout.Apart, ProcessLayout.Mixed),
            Faults = faults,
            FaultCount = dice.Between(1, 5),
            FaultSpan = dice.Milliseconds(30, 250),
            StopAfter = isEndless || dice.Chance(0.12) ? dice.Milliseconds(5, 300) : null,
            StoreFaults = dice.Chance(0.3) ? 1.0 / dice.Between(5, 60) : 0,
            Discovery = dice.Milliseconds(1, 20),
            FunctionFaults = dice.Chance(0.15) ? 1.0 / dice.Between(30, 400) : 0,
        };
        return test with { Settings = WithSnapshots(test.Settings, dice) };
    }

    /// <summary>How snapshots are written: whole or on top of each other, in files of their own or gathered, compressed or not.</summary>
    private static ActorStreamSettings WithSnapshots(ActorStreamSettings settings, Dice dice) => settings with
    {
        State = settings.State with { Incremental = dice.Chance(0.85) },
        Checkpoint = settings.Checkpoint with
        {
            GatherBelow = dice.Pick(new ByteSize(0), new ByteSize(300), ByteSize.KiB(64)),
            Compression = dice.Pick(SnapshotCompression.None, SnapshotCompression.None, SnapshotCompression.Brotli),
        },
    };

    public override string ToString() =>
        $"{string.Join(" + ", Sources)}{(OutOfOrder is { } late ? $", times out of order by {late} ms" : "")}{(MaxDrift is { } drift ? $", {drift} ms apart{(IsAlignedAcross ? " across sources" : "")}" : "")}{(Silence is { } silence ? $", idle after {silence.TotalMilliseconds:F0} ms" : "")}{(HasLateRecords ? ", late records" : "")}"
        + $" > {string.Join(" > ", Plain.Select(static step => $"{step}").Concat(Keyed.Select(static step => $"{step}")).Concat([string.Join(" and ", Sinks)]))}"
        + $"; parallelism {Parallelism}, own {string.Join('/', OwnParallelism)}; {Layout}{(HasLostCalls ? "; lost calls" : "")}{(Breaks.Count > 0 ? $"; chains {string.Join('/', Breaks)}" : "")}"
        + $"; every {Settings.Checkpoint.Interval?.TotalMilliseconds:F0} ms, {Settings.Checkpoint.MaxConcurrent} at once, "
        + $"{Settings.Checkpoint.Retained} retained, batches of {Settings.Buffers.BatchRecords}"
        + $"; {FaultCount} of {(Faults.Count == 0 ? "no faults" : string.Join('|', Faults))} in {FaultSpan.TotalMilliseconds:F0} ms"
        + $"{(StoreFaults > 0 ? $", store {StoreFaults:F3}" : "")}{(FunctionFaults > 0 ? $", functions {FunctionFaults:F3}" : "")}"
        + $"{(StopAfter is { } stop ? $", stopped after {stop.TotalMilliseconds:F0} ms" : "")}{Operation}";

    private static ActorStreamSettings SettingsOf(bool hasLate, Dice dice)
    {
        var settings = SimulatedJobOptions.ShortTimes;
        // Rounds that are too short for the job fail until its input ends: that must not be what it fails for. The others have more time
        // than any
        // job of the swarm needs for what may lie before a barrier.
        var isHasty = dice.Chance(0.2);
        return settings with
        {
            Sources = settings.Sources with { AlignmentInterval = TimeSpan.FromMilliseconds(3) },
            Checkpoint = settings.Checkpoint with
            {
                Interval = dice.Chance(0.04) ? null : dice.Milliseconds(2, 40),
                MinPause = dice.Chance(0.3) ? dice.Milliseconds(1, 10) : TimeSpan.Zero,
                Timeout = isHasty ? dice.Milliseconds(25, 80) : dice.Milliseconds(5_000, 12_000),
                MaxConcurrent = dice.Pick(1, 1, 2, 3),
                ToleratedFailures = isHasty ? 10_000 : dice.Pick(0, 1, 10, 1000),
                Retained = dice.Between(1, 3),
                MaxPendingTransactions = isHasty ? 10_000 : dice.Pick(2, 4, 16),
                Commit = new CommitSettings
                {
                    Attempts = dice.Between(1, 6), Backoff = TimeSpan.FromMilliseconds(5), MaxBackoff = TimeSpan.FromMilliseconds(50),
                },
            },
            Buffers = settings.Buffers with
            {
                BatchRecords = hasLate ? dice.Between(1, 4) : dice.Pick(1, 2, 4, 16, 64),
                FlushTimeout = dice.Pick(TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10)),
            },
            Restart = settings.Restart with { Delay = dice.Milliseconds(1, 10) },
            Control = settings.Control with { ResendInterval = dice.Milliseconds(10, 60), Lease = dice.Milliseconds(300, 2000) },
        };
    }
}
