using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// One run of a scope's job. It is deployed in a fixed order; from where the exploration begins, somebody else takes the steps, one of
/// <see cref="Choices"/> after the other.
/// </summary>
internal sealed class Execution
{
    private const string Control = "control";
    private const string Worker = "worker";
    private const int MostStepsToTheEnd = 20_000;

    private readonly Scope _scope;
    private readonly ChosenSchedule _schedule = new();
    private readonly List<PendingStep> _enabled = [];
    private readonly List<PendingStep> _choices = [];
    private readonly MemoryJournal _journal = new();
    private readonly SimulatedJob _job;
    private int _rounds;
    private int _timeouts;
    private int _appends;
    private ulong _touched;
    private Crash? _crash;

    internal Execution(Scope scope, Action<string>? trace = null)
    {
        _scope = scope;
        _job = new SimulatedJob(1, Declare, parallelism: 1, new SimulatedJobOptions
        {
            Journal = _journal,
            Host = new SimulationOptions { Schedule = _schedule, Trace = trace },
            Settings = Times.SettingsOf(scope),
        });
        // The inside of effects is one step here; what a crash between two calls leaves behind is the crash sweep's.
        _job.Disk.BeforeCall = static _ => default;
        _job.Start(Control, ProcessRole.Coordinates);
        _job.Start(Worker, ProcessRole.Works);
        while (!IsBeginning()) Run(_enabled.Find(static pending => !pending.IsTimer && !IsFetched(pending))!);
        _journal.Fate = _ => ++_appends == scope.UnknownAppend ? scope.Fate : AppendFate.Appended;
        RunMerged();
    }

    internal MemoryStore<int> Store { get; } = new();

    /// <summary>
    /// The job is over, or failed as it never should, or something has crashed: what is left to do is done in a fixed order.
    /// </summary>
    internal bool HasEnded => _crash is not null || _journal.Entries is [.., { Record: Finished }] || IsOver;

    private bool IsOver => _job.End is not null || _job.RootFailures.Count > 0;

    /// <summary>
    /// What may happen next, in an order that the steps so far determine. A timer that is not due soon only when nothing else can.
    /// </summary>
    internal IReadOnlyList<PendingStep> Choices()
    {
        _choices.Clear();
        if (HasEnded) return _choices;
        _schedule.ListEnabled(_enabled);
        foreach (var pending in _enabled)
        {
            if (!pending.IsTimer || MayFireEarly(pending)) _choices.Add(pending);
        }

        if (!_choices.Exists(static pending => !pending.IsTimer || Times.IsRetry(pending)) && Times.NextSlow(_enabled) is { } slow)
            _choices.Add(slow);
        return _choices;
    }

    /// <summary>Takes a step, and those after it that nothing else can come between.</summary>
    /// <returns>A bit for each actor that it happened to.</returns>
    internal ulong Take(PendingStep choice)
    {
        _touched = 0;
        if (Times.IsTimeout(choice)) _timeouts++;
        else if (Times.IsNextRound(choice)) _rounds++;
        Run(choice);
        RunMerged();
        return _touched;
    }

    /// <summary>Something dies, and is started again.</summary>
    internal void Take(Crash crash)
    {
        _crash = crash;
        if (crash != Crash.Coordinator) _job.Crash(Worker);
        if (crash != Crash.Worker) _job.Crash(Control);
        if (crash != Crash.Worker) _job.Start(Control, ProcessRole.Coordinates);
        if (crash != Crash.Coordinator) _job.Start(Worker, ProcessRole.Works);
    }

    /// <summary>Hash of all that decides what can still happen.</summary>
    internal ulong Hash() => Hash(static _ => true, _rounds, _timeouts);

    /// <summary>Hash of what a crash would leave: two states that agree in it go on alike after the crash.</summary>
    internal ulong HashAfter(Crash crash) => Hash(node => crash switch
    {
        Crash.Worker => node == Control,
        Crash.Coordinator => node == Worker,
        _ => false,
    });

    /// <summary>Does what is left to do, the oldest first, and answers what is wrong with how it ended; null: nothing.</summary>
    internal string? Finish()
    {
        for (var steps = 0; !IsOver; steps++)
        {
            _schedule.ListEnabled(_enabled);
            if ((_enabled.Find(static pending => !pending.IsTimer || Times.IsRetry(pending)) ?? Times.NextSlow(_enabled)) is not { } next)
                return "Nothing is left to do, and the job is not over.";
            if (steps == MostStepsToTheEnd) return $"The job is not over after {steps} steps more.";
            Run(next);
        }

        if (_job.RootFailures is [var failure, ..]) return $"{failure.Actor} failed: {failure.Error}";
        return _job.End is { How: JobEnd.Finished or JobEnd.WasOver }
            ? Verdict.Of(JobHistory.Replay(_journal.Entries), Store, _scope.Records, mayRestart: _crash is not null)
            : $"The job ended as {_job.End}.";
    }

    private ulong Hash(Func<string, bool> isAlive, int rounds = 0, int timeouts = 0)
    {
        var hash = new StateHash(_scope);
        hash.Add(rounds);
        hash.Add(timeouts);
        hash.Add(_appends);
        foreach (var node in _job.Running.Where(isAlive).Order(StringComparer.Ordinal))
        {
            foreach (var cell in ((SimulatedNode)_job.Host.Node(node)).Cells.Values) hash.Visit(cell);
        }

        hash.Visit(_journal);
        // In order too: the store is a set of transactions to the hash.
        hash.Visit(Store.Committed);
        hash.Visit(Store);
        hash.Visit(_job.Disk);
        _schedule.ListEnabled(_enabled);
        _enabled.Sort(static (one, other) => string.CompareOrdinal(one.Label, other.Label));
        foreach (var pending in _enabled)
        {
            if (pending.Nodes.All(isAlive) && !Irrelevant.Contains(pending) && !IsSpent(pending)) Add(pending, hash);
        }

        return hash.Value;
    }

    /// <summary>It never fires, since no more rounds are in scope.</summary>
    private bool IsSpent(PendingStep pending) => Times.IsNextRound(pending) && _rounds == _scope.Rounds;

    private void Add(PendingStep pending, StateHash hash)
    {
        if (pending.Connection is { } connection)
        {
            foreach (var node in connection.Pending)
            {
                if (Irrelevant.Contains(node)) continue;
                hash.Add(pending.Label);
                hash.Visit(node);
            }

            return;
        }

        hash.Add(pending.Label);
        if (pending.IsTimer) hash.Add(Math.Max(0, Times.Rounded(pending.DueTicks) - Times.Rounded(_schedule.NowTicks)));
        hash.Visit(pending.Step.About);
    }

    private bool MayFireEarly(PendingStep timer)
    {
        if (Times.IsTimeout(timer)) return _timeouts < _scope.Timeouts;
        return Times.IsNextRound(timer) ? _rounds < _scope.Rounds : Times.IsRetry(timer);
    }

    private void RunMerged()
    {
        while (true)
        {
            _schedule.ListEnabled(_enabled);
            if (_enabled.Find(pending => Merged.Covers(pending, _scope)) is not { } merged) return;
            Run(merged);
        }
    }

    private void Run(PendingStep step)
    {
        _touched |= BitOf(step.Receiver);
        _schedule.Choose(step);
        _job.Host.Step();
    }

    private static ulong BitOf(SimulatedCell? cell) =>
        cell?.Ref.Address.Incarnation is { } number and < 64 ? 1UL << (int)number : ulong.MaxValue;

    private bool IsBeginning()
    {
        _schedule.ListEnabled(_enabled);
        return _scope.IsAssigning
            ? _enabled.Exists(static pending => pending.Connection is { Pending.First.Value: Envelope { Message: StartEpoch } })
            : _enabled.Count(IsFetched) == 2;
    }

    private static bool IsFetched(PendingStep pending) =>
        pending.Step.Kind == "outcome" && pending.Label.Contains("<Fetch>", StringComparison.Ordinal);

    private void Declare(JobBuilder job) => job
        .From(new ListSource<int>(Verdict.ListOf(0, _scope.Records), Verdict.ListOf(1, _scope.Records)) { FetchSize = 1 }, "numbers")
        .WithParallelism(2)
        .To(new MemorySink<int>(Store), "out");
}
