using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// Takes the rounds of one epoch: starts them when <see cref="CheckpointTrigger"/> says so, carries each from one
/// <see cref="RoundPhase"/> to the next, and either decides it or gives it up. Giving up changes nothing in the sinks.
/// </summary>
internal sealed class CheckpointRounds
{
    private static readonly object NextTimer = new();
    private static readonly object ResendTimer = new();

    private readonly JobControl _job;
    private readonly Running _phase;
    private readonly EpochRun _run;
    private readonly CheckpointCommits _commits;
    private readonly CheckpointTrigger _trigger;
    private readonly FailedRounds _failed;
    private readonly ManifestStore _manifests;
    private readonly List<PendingCheckpoint> _pending = [];
    private readonly SortedSet<long> _uncommitted = [];
    private readonly SortedSet<long> _aborted = []; // Since the last decision.

    private PendingCheckpoint? _deciding; // The one whose manifest is being written or journalled.
    private long _lastId;
    private long _lastDecided;
    private TimeSpan _lastStart;
    private TimeSpan? _lastEnd;
    private bool _hasInputEnded;
    private bool _isOver; // The final round was decided.

    internal CheckpointRounds(JobControl job, Running phase, EpochRun run, CheckpointCommits commits)
    {
        (_job, _phase, _run, _commits) = (job, phase, run, commits);
        _trigger = new CheckpointTrigger(job.Settings.Checkpoint);
        _failed = new FailedRounds(job.Settings.Checkpoint.ToleratedFailures);
        _manifests = new ManifestStore(job.Definition.Checkpoints);
        _lastId = _lastDecided = run.Restore.Checkpoint;
    }

    /// <summary>The job is to end with the next round.</summary>
    private bool IsFinalWanted => _hasInputEnded || _job.History.IsStopRequested || _job.Savepoints.EndsJob;

    internal void Start()
    {
        _lastStart = _job.Now;
        Consider();
    }

    internal void OnInputEnded()
    {
        _hasInputEnded = true;
        Consider();
    }

    internal void OnFullyCommitted(long checkpoint)
    {
        _uncommitted.RemoveWhere(id => id <= checkpoint);
        Consider();
    }

    /// <summary>Says again what has no answer: aborts, until a later round is decided, and that assigning may go on.</summary>
    internal void Repeat()
    {
        foreach (var aborted in _aborted) TellAll(new AbortCheckpoint(_run.Epoch, aborted));
        if (_pending.All(static round => round.Phase >= RoundPhase.Acknowledging))
            TellEnumerators(new ResumeAssigning(_run.Epoch, _lastId));
    }

    internal bool Receive(object message)
    {
        switch (message)
        {
            case EnumeratorSnapshotTaken taken when taken.Epoch == _run.Epoch:
                // An enumerator whose answer comes too late has been told to resume: it knows no aborts.
                if (_pending.Exists(round => round.Id == taken.Checkpoint))
                    On(taken.Checkpoint, round => round.OnCut(taken.Vertex, taken.Snapshot));
                return true;
            case BarrierInjected injected when injected.Epoch == _run.Epoch:
                On(injected.Checkpoint, round => round.OnInjected(injected.Subtask));
                return true;
            case CheckpointAcknowledged acknowledged when acknowledged.Epoch == _run.Epoch:
                On(acknowledged.Checkpoint, round => round.OnAcknowledged(acknowledged));
                return true;
            case CheckpointDeclined declined when declined.Epoch == _run.Epoch:
                OnDeclined(declined);
                return true;
            default:
                return false;
        }
    }

    // ---- starting

    /// <summary>Begins the next round if it is due, or sees to it that it will.</summary>
    internal void Consider()
    {
        if (_isOver) return;
        if (_uncommitted.Count >= _job.Settings.Checkpoint.MaxPendingTransactions && _pending.Count == 0 && !_commits.IsPending)
        {
            _job.Fail(new CheckpointsFailedException(
                $"{_uncommitted.Count} rounds failed since the last commit, and no sink may hold more transactions "
                + $"(checkpoint.max-pending-transactions). Last failure: {_job.Statistics.LastFailure}."));
            return;
        }

        if (Wait() is not { } wait) return;
        if (wait > TimeSpan.Zero) _phase.SetTimer(NextTimer, wait, Consider);
        else Begin();
    }

    /// <summary>How long until the next round; null: not before something happens.</summary>
    private TimeSpan? Wait()
    {
        if (!IsFinalWanted)
        {
            return _trigger.WaitFor(new TriggerFacts(
                _job.Now,
                _lastStart,
                _lastEnd,
                _pending.Count,
                _pending.Any(static round => round.Phase < RoundPhase.Acknowledging),
                _uncommitted.Count,
                IsRestored: _lastId > 0 && _lastId == _run.Restore.Checkpoint,
                IsAsked: _job.Savepoints.Wanted is not null));
        }

        // The last round is alone, and runs even if periodic ones are off. One that failed is tried again after a breath.
        if (_pending.Count > 0) return null;
        var due = _failed.InARow == 0 ? _job.Now : (_lastEnd ?? _job.Now) + _job.Settings.Control.ResendInterval;
        return due > _job.Now ? due - _job.Now : TimeSpan.Zero;
    }

    private void Begin()
    {
        var attempt = new CheckpointAttempt(++_lastId, _run.Epoch);
        // Nothing builds on what the job was started from: that is somebody else's.
        var @base = _job.History.RestorePoint?.Checkpoint ?? 0;
        var isFinal = IsFinalWanted;
        var round = new PendingCheckpoint(attempt, @base, isFinal, _job.Now, _job.Plan.Sources.Keys, [.. _run.Subtasks.Keys])
        {
            IsDrained = isFinal && (_job.History.IsDrainRequested || _job.Savepoints.Drains),
            Savepoint = _job.Savepoints.Begin(attempt.Checkpoint, isFinal),
        };
        _pending.Add(round);
        _uncommitted.Add(round.Id);
        _lastStart = _job.Now;
        _phase.SetTimer(round, _job.Settings.Checkpoint.Timeout, () => OnTimeout(round));
        Send(round);
        _phase.SetTimer(ResendTimer, _job.Settings.Control.ResendInterval, Resend);
        Consider();
    }

    // ---- carrying on

    private void On(long checkpoint, Func<PendingCheckpoint, bool> step)
    {
        if (_pending.Find(round => round.Id == checkpoint) is not { } round)
        {
            AnswerLate(checkpoint);
            return;
        }

        if (!step(round)) return;
        if (round.Phase == RoundPhase.Injecting) Send(round);
        if (round.Phase >= RoundPhase.Acknowledging) TellEnumerators(new ResumeAssigning(_run.Epoch, round.Id));
        if (round.Phase == RoundPhase.Deciding) DecideNext();
        Consider();
    }

    /// <summary>Word of a round that is over: the sender has missed how it ended.</summary>
    private void AnswerLate(long checkpoint)
    {
        if (checkpoint > _lastDecided) _job.Actor.Sender.Tell(new AbortCheckpoint(_run.Epoch, checkpoint), _job.Actor.Self);
    }

    private void Send(PendingCheckpoint round)
    {
        foreach (var vertex in round.Uncut)
            _run.Enumerators[vertex].Tell(new SnapshotEnumerator(_run.Epoch, round.Id), _job.Actor.Self);
        if (round.Phase != RoundPhase.Injecting) return;
        foreach (var subtask in round.Uninjected)
            _run.Subtasks[subtask]
                .Tell(new TriggerCheckpoint(_run.Epoch, round.Id, round.Base, round.IsFinal, round.IsDrained), _job.Actor.Self);
    }

    private void Resend()
    {
        foreach (var round in _pending) Send(round);
        if (_pending.Count > 0) _phase.SetTimer(ResendTimer, _job.Settings.Control.ResendInterval, Resend);
    }

    private void OnDeclined(CheckpointDeclined declined)
    {
        if (_pending.Find(round => round.Id == declined.Checkpoint) is { } round)
            Abort(round, $"subtask {declined.Subtask}: {declined.Reason}");
        else
            AnswerLate(declined.Checkpoint);
    }

    private void OnTimeout(PendingCheckpoint round)
    {
        if (round.Phase == RoundPhase.Deciding || !_pending.Contains(round)) return;
        var missing = round.Unacknowledged.Order().Take(5).Select(static subtask => subtask.ToString());
        Abort(
            round,
            $"it took more than {_job.Settings.Checkpoint.Timeout}; it "
            + $"was {round.Phase}, and {round.Unacknowledged.Count} subtasks had not "
            + $"acknowledged it ({string.Join(", ", missing)})");
    }

    // ---- ending

    /// <summary>Decides the oldest round that has everything, one at a time: decisions are journalled in order.</summary>
    private void DecideNext()
    {
        if (_deciding is not null || _pending.Find(static round => round.Phase == RoundPhase.Deciding) is not { } round) return;
        _deciding = round;
        var gathered = GatheredFiles.Of(round.ToManifest(
            _job.History.Created!, _job.Plan.Graph.Fingerprint, _job.Term, vertex => _job.Plan.Vertices[vertex].Parallelism));
        var manifest = gathered.Manifest;
        CompleteManifest.Check(manifest, round.Parts.Select(static part => part.Subtask), _job.Plan);
        foreach (var file in manifest.Files)
        {
            Invariant.Holds(
                CheckpointStorage.IsOf(round.Attempt, file) || _job.Retained!.Holds(file),
                $"Checkpoint {round.Id} builds on '{file}', which is not kept for any checkpoint.");
        }

        if (round.Savepoint is { } exporting) _job.Savepoints.OnExporting(exporting);
        _job.Run(EffectKind.Io, cancellation => _manifests.WriteAsync(gathered, round.IsFinal, cancellation, round.Savepoint), outcome =>
        {
            if (_job.Phase == _phase) OnWritten(round, manifest, outcome);
            else if (round.Savepoint is { } savepoint) _job.Savepoints.OnRoundFailed(savepoint, _job.LastFailure ?? "its epoch has ended");
        });
    }

    private void OnWritten(PendingCheckpoint round, CheckpointManifest manifest, Outcome<CheckpointCompleted> outcome)
    {
        if (outcome.Error is { } error)
        {
            _deciding = null;
            Abort(round, error.Message);
            if (_job.Phase == _phase) DecideNext();
            return;
        }

        Invariant.Holds(
            _manifests.HasWritten(outcome.Value), $"Checkpoint {round.Id} was to be journalled before its manifest was durable.");
        var goOn = _phase.Guard(() => Mark(round));
        if (round.Savepoint is { } savepoint) _job.Savepoints.OnJournalling(savepoint);
        _job.Journal.Append(outcome.Value, () =>
        {
            // Whatever has become of the epoch meanwhile: this is the restore point now.
            _job.Retained!.Add(round.Attempt, manifest.Files, OldestBase(round));
            if (round.Savepoint is { } decided) _job.Savepoints.OnDecided(decided);
            goOn();
        });
    }

    /// <summary>Of the other rounds under way.</summary>
    private long OldestBase(PendingCheckpoint than) =>
        _pending.Where(round => round != than).Select(static round => round.Base).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>The decision is marked before anybody acts on it. A mark that the disk refuses costs no more than that.</summary>
    private void Mark(PendingCheckpoint round)
    {
        var checkpoints = _job.Definition.Checkpoints;
        _phase.Run(
            EffectKind.Io,
            async cancellation =>
            {
                await checkpoints.MarkDecidedAsync(round.Attempt, cancellation);
                return true;
            },
            outcome =>
            {
                if (outcome.Error is { } error) _job.Log.NotMarked(error, round.Id, _job.Name);
                OnDecided(round);
            });
    }

    private void OnDecided(PendingCheckpoint round)
    {
        _deciding = null;
        Remove(round);
        _lastDecided = round.Id;
        _aborted.RemoveWhere(id => id < round.Id);
        _isOver = round.IsFinal;
        _failed.OnCompleted();
        _job.Statistics.OnCompleted(round, _job.Now, _job.Actor.Time.GetUtcNow());
        _job.Log.CheckpointCompleted(round.Id, _job.Name, _job.Statistics.Last!.Duration, _job.Statistics.Last.SnapshotBytes);
        _commits.Begin(round.Id, round.IsFinal);
        foreach (var overtaken in _pending.Where(other => other.Id < round.Id).ToList())
        {
            Remove(overtaken);
            if (overtaken.Savepoint is { } waiting) _job.Savepoints.OnOvertaken(waiting);
            TellEnumerators(new ResumeAssigning(_run.Epoch, overtaken.Id));
        }

        _job.Cleaning.WhileRunning();
        _job.Claimed.Release();
        DecideNext();
        Consider();
    }

    private void Abort(PendingCheckpoint round, string why)
    {
        var reason = why.TrimEnd('.'); // It becomes a part of sentences.
        Remove(round);
        _aborted.Add(round.Id);
        TellAll(new AbortCheckpoint(_run.Epoch, round.Id));
        TellEnumerators(new ResumeAssigning(_run.Epoch, round.Id));
        _job.Statistics.OnFailed(round.Id, reason);
        _job.Log.CheckpointFailed(round.Id, _job.Name, reason);
        // A savepoint fails for itself: that is whoever asked for it to know, and counts for nothing.
        if (round.Savepoint is { } savepoint) _job.Savepoints.OnRoundFailed(savepoint, reason);
        else if (!_failed.OnFailed())
        {
            _job.Fail(new CheckpointsFailedException(
                $"{_failed.InARow} checkpoints failed one after the other, the last because {reason}."));
            return;
        }

        // Its sources have ended, and drained its windows have fired: this epoch cannot go on.
        var hasStopped = round.IsFinal && round.Phase >= RoundPhase.Injecting && !_hasInputEnded;
        if (!hasStopped) Consider();
        else if (round.Savepoint is not null) _job.StartOver(reason);
        else _job.Fail(new CheckpointsFailedException(
            $"The last checkpoint of a job that was stopped failed: {reason}. Its sources had ended already."));
    }

    private void Remove(PendingCheckpoint round)
    {
        _pending.Remove(round);
        _phase.CancelTimer(round);
        _lastEnd = _job.Now;
    }

    private void TellAll(object message)
    {
        foreach (var subtask in _run.Subtasks.Values) subtask.Tell(message, _job.Actor.Self);
    }

    private void TellEnumerators(object message)
    {
        foreach (var enumerator in _run.Enumerators.Values) enumerator.Tell(message, _job.Actor.Self);
    }
}
