using ActorStream.Actors.Hosts;
using ActorStream.Backends;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// One run, in an order that a seed fixes, of a job with keyed state, its journal and its checkpoints on the simulated disk. It crashes
/// around chosen effects: calls of the disk (the journal's appends among them) and of the sink.
/// </summary>
internal sealed class CrashSweep
{
    private const string Control = "control";
    private const string Worker = "worker";
    private const ulong Seed = 7;
    private const int Records = 3;
    private const string Savepoint = "/savepoint";

    private readonly Queue<CrashPoint> _crashes;
    private readonly MemoryStore<string> _store = new();
    private readonly SimulatedJob _job;
    private readonly SweptStop? _stop;
    private bool _isDue;
    private bool _isStopAsked;

    internal CrashSweep(params IEnumerable<CrashPoint> crashes)
        : this(null, crashes)
    {
    }

    /// <param name="stop">Somebody stops the job with a savepoint, once, and another one goes on from there; null: nobody does.</param>
    /// <param name="crashes">What crashes when, one behind the other.</param>
    internal CrashSweep(SweptStop? stop, IEnumerable<CrashPoint> crashes)
    {
        _stop = stop;
        _crashes = new Queue<CrashPoint>(crashes);
        _job = new SimulatedJob(
            Seed, Declare, parallelism: 2, new SimulatedJobOptions { Host = new SimulationOptions { MaxSteps = 100_000 } });
        var yields = _job.Disk.BeforeCall;
        _job.Disk.BeforeCall = call => IsOutside || call.Operation == DiskOperation.Read
            ? yields(call) : BeforeEffectAsync($"{call.Process}: {call.Operation} {call.Path}", yields(call));
    }

    /// <summary>Effects since the last crash, or since the start.</summary>
    internal List<string> Effects { get; } = [];

    private static bool IsOutside => SynchronizationContext.Current is null;

    /// <returns>What is wrong; null: nothing. Whether every crash came is <see cref="HasCrashed"/>.</returns>
    internal string? Run()
    {
        StartAll();
        try
        {
            while (_job.End is null && _job.RootFailures.Count == 0)
            {
                if (!_job.Host.Step()) return "Nothing is left to do, and the job is not over.";
                if (_isDue) Crash();
                if (IsStopDue) AskToStop();
                if (_job.End is { How: JobEnd.Stopped or JobEnd.WasOver } && _job.From is null && StopProblem() is { } problem)
                    return problem;
            }
        }
        catch (SimulationException error)
        {
            return error.Message;
        }

        if (_job.RootFailures is [var failure, ..]) return $"{failure.Actor} failed: {failure.Error}";
        return Verdict();
    }

    internal bool HasCrashed => _crashes.Count == 0;

    /// <summary>The job was stopped with its savepoint, and another one went on from there.</summary>
    internal bool HasStopped => _job.From is not null;

    private bool IsStopDue => _stop is { } stop && !_isStopAsked && Effects.Count >= stop.AtEffect && _job.Coordinator is not null;

    /// <summary>Asked once: a crash before the decision forgets it, and the job comes to its end by itself.</summary>
    private void AskToStop()
    {
        _isStopAsked = true;
        _job.Ask(new TriggerSavepoint(Savepoint, _stop!.Value.Mode), static _ => { });
    }

    /// <summary>A job that is over by its stop has its savepoint: another one goes on from there.</summary>
    private string? StopProblem()
    {
        var history = _job.ReadHistory();
        if (history.Finished is not { Stopped: true }) return null;
        if (!_job.Files(Savepoint).Contains($"{Savepoint}/{SavepointDirectory.ManifestName}"))
            return "The job was stopped, and its savepoint is not complete.";
        if (history.CommittedThrough != history.RestorePoint!.Checkpoint) return "The job was stopped, and not all before it is committed.";
        foreach (var process in _job.Running.ToList()) _job.Crash(process);
        _job.Rescale(3);
        _job.From = new RestoreSource(Savepoint, _stop!.Value.Claim, []);
        StartAll();
        return null;
    }

    private void StartAll()
    {
        if (!_job.IsRunning(Control)) _job.Start(Control, ProcessRole.Coordinates);
        if (!_job.IsRunning(Worker)) _job.Start(Worker, ProcessRole.Works);
    }

    /// <summary>
    /// An effect is about to happen, in the step after this one. A crash before it comes between the two, a crash after it behind both; an
    /// effect of a process that lives on happens in either case.
    /// </summary>
    private async ValueTask BeforeEffectAsync(string effect, ValueTask step)
    {
        Effects.Add(effect);
        var isChosen = _crashes.TryPeek(out var crash) && crash.Effect == Effects.Count;
        _isDue |= isChosen && crash.IsBefore;
        await step;
        _isDue |= isChosen && !crash.IsBefore;
    }

    private void Crash()
    {
        (_isDue, var crash) = (false, _crashes.Dequeue());
        Effects.Clear();
        if (crash.What == SweptCrash.Power)
        {
            _job.LosePower();
        }
        else
        {
            if (crash.What != SweptCrash.Coordinator) _job.Crash(Worker);
            if (crash.What != SweptCrash.Worker) _job.Crash(Control);
        }

        StartAll();
    }

    private string? Verdict()
    {
        if (_job.End is not { How: JobEnd.Finished or JobEnd.WasOver } end) return $"The job ended as {_job.End}.";
        var committed = _store.Committed.Order(StringComparer.Ordinal).ToList();
        var expected = new[] { 0, 1 }.SelectMany(static key => Enumerable.Range(1, 2 * Records).Select(count => $"{key}:{count}"));
        if (!committed.SequenceEqual(expected.Order(StringComparer.Ordinal))) return $"Committed was {string.Join(", ", committed)}.";
        if (_store.Pending > 0) return $"The store still holds {_store.Pending} transactions.";
        var history = _job.ReadHistory();
        if (history.Finished is null || history.RestorePoint?.Checkpoint != history.CommittedThrough)
            return "The journal ends without a committed last checkpoint.";
        if (end.How == JobEnd.WasOver) return null;
        var retained = history.Former.Concat(history.Completed).TakeLast(_job.Settings.Checkpoint.Retained)
            .Select(static one => $"chk-{one.Checkpoint}-e{one.Epoch}").ToHashSet();
        // What a retained checkpoint builds on stays, in the directory of one that does not.
        var built = ManifestFiles.OfAllAsync(new CheckpointStorage(_job.Disk.Mount("judge"), SimulatedJob.Directory), default)
            .AsTask().Result
            .Where(static file => file.EndsWith(CheckpointStorage.SnapshotSuffix, StringComparison.Ordinal))
            .Select(static file => $"{SimulatedJob.Directory}/{file}").ToHashSet();
        return _job.Files()
            .FirstOrDefault(path => path.Split('/')[2] is var folder && folder != "journal" && !retained.Contains(folder)
                && !built.Contains(path)) is { } left
            ? $"'{left}' was left behind." : null;
    }

    private void Declare(JobBuilder job) => job
        .From(new ListSource<int>(Lists(), Lists()) { FetchSize = 1 }, "numbers", recordsPerSecond: 200)
        .KeyBy(static number => number)
        .Process(static () => new Count(), "count")
        .To(new WatchedSink<string>(new MemorySink<string>(_store), effect => BeforeEffectAsync(effect, Yield())), "out");

    private static IReadOnlyList<int> Lists() => [.. Enumerable.Repeat(new[] { 0, 1 }, Records).SelectMany(static two => two)];

    private static async ValueTask Yield() => await Task.Yield();

    private sealed class Count : KeyedProcessFunction<int, int, string>
    {
        private readonly ValueState<int> _count;

        public Count() => _count = ValueState<int>("count");

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<string> output) =>
            output.Emit($"{context.Key}:{++_count.Ref}");
    }
}

/// <summary>A stop with a savepoint.</summary>
/// <param name="AtEffect">Behind which effect it is asked for.</param>
/// <param name="Mode">Drained or not.</param>
/// <param name="Claim">Whose the savepoint is when it is started from.</param>
internal readonly record struct SweptStop(int AtEffect, SavepointMode Mode, ClaimMode Claim);

/// <summary>What dies.</summary>
internal enum SweptCrash
{
    Worker,
    Coordinator,

    /// <summary>Both processes; the disk keeps what was written.</summary>
    Both,

    /// <summary>Both processes, and the disk forgets what was not synced.</summary>
    Power,
}

/// <summary>A crash around an effect.</summary>
/// <param name="What">What dies.</param>
/// <param name="Effect">The effect, counted from 1 since the crash before, or since the start.</param>
/// <param name="IsBefore">Before it happens; else right after.</param>
internal readonly record struct CrashPoint(SweptCrash What, int Effect, bool IsBefore);
