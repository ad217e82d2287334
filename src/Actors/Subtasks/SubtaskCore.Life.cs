using ActorStream.Backends;

namespace ActorStream.Actors;

/// <content>A subtask's life: connected, opened, started; at the end of its input; closed.</content>
internal sealed partial class SubtaskCore
{
    private static readonly object EndedTimer = new();

    private EndOfInputPhase _end;
    private IActorRef? _enumerator;

    /// <summary>Frees what the chain holds. Runs as the actor's closing effect, after all others have ended.</summary>
    internal ValueTask CloseAsync()
    {
        if (_chain is null)
        {
            return ValueTask.CompletedTask;
        }

        var closings = _chain.Stateful.Select<IStatefulStage, Func<ValueTask>>(stage => stage.CloseAsync).Append(CloseMeters);
        return Closing.AllAsync(_chain.Source is { } source ? closings.Append(source.CloseAsync) : closings);

        ValueTask CloseMeters()
        {
            Meters.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private void OnConnect(Connect connect)
    {
        if (_phase == SubtaskPhase.Created)
        {
            _phase = SubtaskPhase.Opening;
            _enumerator = connect.Enumerator;
            _chain = ChainBuilder.Build(this, connect.Subtasks, _operatorActor);
            _alignment = new BarrierAlignment(_chain.Gate.Channels);
            Metrics.Inputs = _chain.Gate.Channels;
            Run(
                EffectKind.User,
                async cancellation =>
                {
                    foreach (var stage in _chain.Stateful)
                    {
                        await stage.OpenAsync(RestoredOf(stage.Uid), cancellation);
                    }

                    return true;
                },
                OnOpened);
        }
        else if (_phase >= SubtaskPhase.Ready)
        {
            TellReady();
        }
    }

    private IReadOnlyList<OperatorSnapshot> RestoredOf(string uid) => [.. _restored.Where(o => o.Uid == uid)];

    private void OnOpened(Outcome<bool> outcome)
    {
        if (outcome.Error is { } error)
        {
            throw new SubtaskOpenException($"Subtask {Id} ({_chain.Name}) could not open: {error.Message}", error);
        }

        foreach (var stage in _chain.Stateful)
        {
            stage.OnOpened();
        }

        _phase = SubtaskPhase.Ready;
        TellReady();
    }

    private void TellReady() => _deployment.Coordinator.Tell(new SubtaskReady(Epoch, Id), Self);

    private void OnStart()
    {
        if (_phase == SubtaskPhase.Ready)
        {
            _phase = SubtaskPhase.Running;
            _chain.Source?.Start(_enumerator
                ?? throw new InvariantViolatedException($"Source subtask {Id} was started without an enumerator."));
            QueueStep();
        }
    }

    /// <summary>The last watermark, the end, and what is gathered; then the markers, once. Answers false while the chain is busy with it.</summary>
    private bool PushEnd()
    {
        while (_end != EndOfInputPhase.Sent)
        {
            var before = _end++;
            var done = before switch
            {
                EndOfInputPhase.NotReached => _chain.Head.Advance(long.MaxValue),
                EndOfInputPhase.WatermarkPushed => _chain.Head.End(),
                _ => _chain.Head.Flush(),
            };
            if (before == EndOfInputPhase.EndPushed && !done)
            {
                // No credit for the last records: flush again when there is.
                _end = before;
            }

            if (!done)
            {
                return false;
            }

            if (_end == EndOfInputPhase.Sent)
            {
                foreach (var exchange in _chain.Exchanges)
                {
                    exchange.SendEnd();
                }

                TellEnded();
            }
        }

        return true;
    }

    private void TellEnded()
    {
        _deployment.Coordinator.Tell(new SubtaskEnded(Epoch, Id), Self);
        SetTimer(EndedTimer, Environment.Settings.Control.ResendInterval, TellEnded);
    }

    /// <summary>How far the end of input went through the chain; each phase is left once.</summary>
    private enum EndOfInputPhase
    {
        NotReached,
        WatermarkPushed,
        EndPushed,
        Sent,
    }
}
