using ActorStream.Backends;

namespace ActorStream.Actors;

/// <content>A subtask's part of checkpoint rounds: from the barrier to the acknowledgement, and from the decision to the commit.</content>
internal sealed partial class SubtaskCore
{
    private readonly Dictionary<long, RoundTimes> _rounds = [];
    private readonly List<long> _commitsAsked = [];
    private BarrierAlignment _alignment = null!;
    // The barrier that is due as soon as the chain is idle and flushed: a source's trigger, or the last one of an alignment.
    private TriggerCheckpoint? _triggered;
    private CheckpointBarrier? _aligned;
    private long _taken;
    private long _committed;
    private bool _drained; // The last watermark is out: nothing may be read, and if the round fails this epoch is over.
    private bool _stopped; // By the barrier of a final round: nothing may follow it: no timer's output, no watermark, no end.

    // ---- barriers in

    private void OnTrigger(TriggerCheckpoint trigger)
    {
        if (_alignment?.IsOver(trigger.Checkpoint) == true)
        {
            Repeat(trigger.Checkpoint);
            return;
        }

        if (_chain?.Source is null || _phase != SubtaskPhase.Running)
        {
            return;
        }

        // A newer trigger replaces one that could not be taken yet: that round is over.
        _triggered = trigger;
        QueueStep();
    }

    /// <summary>The barrier that is due, if there is one: waits for credit for what must go before it. Answers false while it waits.</summary>
    private bool PushBarrier()
    {
        if (_triggered is null && _aligned is null)
        {
            return true;
        }

        if (_triggered is { Drain: true } && !_drained)
        {
            _drained = true;
            if (!_chain.Head.Advance(long.MaxValue))
            {
                return false;
            }
        }

        if (!_chain.Head.Flush())
        {
            return false;
        }

        if (_triggered is { } trigger)
        {
            _triggered = null;
            _alignment.Pass(trigger.Checkpoint);
            _rounds[trigger.Checkpoint] = new RoundTimes(Time.GetTimestamp());
            TakeSnapshot(trigger.Checkpoint, trigger.Base, trigger.Final);
            TellInjected(trigger.Checkpoint);
        }
        else if (_aligned is { } barrier)
        {
            _aligned = null;
            _rounds[barrier.Checkpoint] = _rounds[barrier.Checkpoint] with { Aligned = Time.GetTimestamp() };
            TakeSnapshot(barrier.Checkpoint, barrier.Base, barrier.Final);
            _alignment.Release();
        }

        // A sink takes nothing until its next transaction has begun.
        return _chain.Head.Resume();
    }

    private void OnBarrier(InputChannel channel, CheckpointBarrier barrier)
    {
        if (_alignment.Current != barrier.Checkpoint && !_alignment.IsOver(barrier.Checkpoint))
        {
            _rounds[barrier.Checkpoint] = new RoundTimes(Time.GetTimestamp());
        }

        if (_alignment.OnBarrier(channel, barrier.Checkpoint))
        {
            _aligned = barrier;
        }
    }

    // ---- snapshot and acknowledgement

    private void TakeSnapshot(long checkpoint, long baseCheckpoint, bool final)
    {
        Invariant.Holds(checkpoint > _taken, $"Subtask {Id} takes snapshot {checkpoint} after {_taken}.");
        _taken = checkpoint;
        _stopped |= final;
        var round = new SnapshotRound(checkpoint, baseCheckpoint, final, this, OnRoundFinished);
        _rounds[checkpoint] = _rounds[checkpoint] with { Round = round };
        foreach (var stage in _chain.Stateful)
        {
            stage.Snapshot(round);
        }

        _chain.Source?.Snapshot(round);
        foreach (var exchange in _chain.Exchanges)
        {
            exchange.SendBarrier(checkpoint, baseCheckpoint, final);
        }

        _rounds[checkpoint] = _rounds[checkpoint] with { Synchronous = Time.GetTimestamp() };
        round.Close();
    }

    private void OnRoundFinished(SnapshotRound round)
    {
        if (round.Aborted || !_rounds.TryGetValue(round.Checkpoint, out var times))
        {
            return;
        }

        object answer = round.Failure is { } failure
            ? new CheckpointDeclined(Epoch, round.Checkpoint, Id, failure)
            : new CheckpointAcknowledged(Epoch, round.Checkpoint, Id, round.Snapshot(), Timings(times, round.Bytes));
        _rounds[round.Checkpoint] = times with { Answer = answer };
        TellAnswer(round.Checkpoint);
    }

    private CheckpointTimings Timings(RoundTimes times, long bytes)
    {
        var aligned = times.Aligned == 0 ? times.First : times.Aligned;
        return new CheckpointTimings(
            Time.GetElapsedTime(times.First, aligned), Time.GetElapsedTime(aligned, times.Synchronous), Time.GetElapsedTime(times.Synchronous), bytes);
    }

    /// <summary>Answers until the round is decided or given up: either ends it here.</summary>
    private void TellAnswer(long checkpoint)
    {
        if (_rounds.TryGetValue(checkpoint, out var round) && round.Answer is { } answer)
        {
            _deployment.Coordinator.Tell(answer, Self);
            SetTimer((this, checkpoint), Environment.Settings.Control.ResendInterval, () => TellAnswer(checkpoint));
        }
    }

    private void TellInjected(long checkpoint) => _deployment.Coordinator.Tell(new BarrierInjected(Epoch, checkpoint, Id), Self);

    /// <summary>A trigger that was seen before: its answers may have been lost.</summary>
    private void Repeat(long checkpoint)
    {
        if (_rounds.ContainsKey(checkpoint))
        {
            TellInjected(checkpoint);
            TellAnswer(checkpoint);
        }
    }

    // ---- abort and commit

    private void OnAbort(long checkpoint)
    {
        if (_triggered?.Checkpoint == checkpoint)
        {
            _triggered = null;
        }

        if (_aligned?.Checkpoint == checkpoint)
        {
            _aligned = null;
        }

        _alignment?.Abort(checkpoint);
        EndRounds(checkpoint, exactly: true);
        QueueStep();
    }

    private void OnCommit(long checkpoint)
    {
        if (_chain is null)
        {
            return;
        }

        EndRounds(checkpoint, exactly: false);
        if (checkpoint <= _committed)
        {
            TellCommitted(checkpoint);
            return;
        }

        if (!_commitsAsked.Contains(checkpoint))
        {
            _commitsAsked.Add(checkpoint);
            var waiting = _chain.Committing.Count;
            if (waiting == 0)
            {
                OnCommitted(checkpoint);
            }

            foreach (var stage in _chain.Committing)
            {
                stage.Commit(checkpoint, _ =>
                {
                    if (--waiting == 0)
                    {
                        OnCommitted(checkpoint);
                    }
                });
            }
        }
    }

    private void OnCommitted(long checkpoint)
    {
        _committed = Math.Max(_committed, checkpoint);
        foreach (var asked in _commitsAsked.Where(c => c <= _committed).ToList())
        {
            _commitsAsked.Remove(asked);
            TellCommitted(asked);
        }
    }

    private void TellCommitted(long checkpoint) => _deployment.Coordinator.Tell(new CheckpointCommitted(Epoch, checkpoint, Id), Self);

    /// <summary>A decision ends its round and those below it here; an abort ends its own.</summary>
    private void EndRounds(long checkpoint, bool exactly)
    {
        foreach (var round in _rounds.Keys.Where(c => exactly ? c == checkpoint : c <= checkpoint).ToList())
        {
            _rounds[round].Round?.Abort();
            _rounds.Remove(round);
            _actor.CancelTimer((this, round));
        }
    }

    private sealed record RoundTimes(long First)
    {
        internal long Aligned { get; init; }

        internal long Synchronous { get; init; }

        internal SnapshotRound? Round { get; init; }

        /// <summary>What the coordinator is told, once known.</summary>
        internal object? Answer { get; init; }
    }
}
