using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// One job's coordinator. It only routes: what happens in each <see cref="JobState"/> is its <see cref="Phase"/>'s, what they share is
/// in <see cref="JobControl"/>. One coordinator actor uses a journal at a time.
/// </summary>
internal sealed class CoordinatorActor(JobRun run) : Actor
{
    private static readonly object HeartbeatTimer = new();

    private JobControl? _job;
    private bool _isStopAsked;

    internal static Props PropsOf(JobRun run) => Props.Create(() => new CoordinatorActor(run)) with { Dispatcher = Dispatcher.Control };

    protected internal override void PreStart()
    {
        _job = new JobControl(Context, run);
        OnHeartbeat();
        _job.Start();
    }

    protected internal override void Receive(object message)
    {
        var job = _job!;
        switch (message)
        {
            case Continuation continuation:
                continuation.Then();
                break;
            case HeartbeatDue:
                OnHeartbeat();
                break;
            case AgentJoined joined:
                job.Agents.Join(joined.Agent);
                job.Phase.OnAgentJoined();
                break;
            case Terminated terminated when job.Agents.Remove(terminated.Actor):
                job.Phase.OnAgentLost(terminated.Actor);
                break;
            case ChildFailed failed:
                job.Fail(failed.Error);
                break;
            case StopJob stop:
                OnStop(job, stop);
                break;
            case CancelJob:
                job.WhenInOffice(job.Cancel);
                break;
            case TriggerSavepoint savepoint:
                job.Savepoints.Ask(savepoint, Sender);
                break;
            case ResumeJob:
                Sender.Tell(job.Resume(), Self);
                break;
            case SuspendJob:
                job.Suspend();
                break;
            case GetJobStatus:
                Sender.Tell(job.Status(), Self);
                break;
            case AwaitJobEnd:
                job.AwaitEnd(Sender);
                break;
            default:
                if (!job.Phase.Receive(message)) Ignore(job, message);
                break;
        }
    }

    /// <summary>What the phase has no use for is late or of another epoch, if it is of the protocol at all.</summary>
    private static void Ignore(JobControl job, object message)
    {
        switch (message)
        {
            case Terminated terminated:
                job.Enumerators.Remove(terminated.Actor);
                break;
            case EpochStopped or EpochDeployed or SubtaskReady or SubtaskFailed or SubtaskEnded:
            case EnumeratorSnapshotTaken or BarrierInjected or CheckpointAcknowledged or CheckpointDeclined or CheckpointCommitted:
                break;
            default:
                throw new InvariantViolatedException($"The coordinator cannot handle a {message.GetType().Name}.");
        }
    }

    private void OnHeartbeat()
    {
        if (_job!.IsInOffice) _job.Agents.Tell(new Heartbeat(_job.Term, _job.Epoch));
        _job.Phase.OnHeartbeat();
        if (_job.End is null) Context.SetTimer(HeartbeatTimer, new HeartbeatDue(), run.Settings.Control.HeartbeatInterval);
    }

    /// <summary>Journals the wish, at once if the term has begun, else when it has.</summary>
    private void OnStop(JobControl job, StopJob stop)
    {
        if (_isStopAsked || job.Phase is Finishing or Ended) return;
        _isStopAsked = true;
        job.WhenInOffice(() =>
        {
            // Only now is the history this job's: before, it may be that of one that had the directory before it.
            if (job.History is { IsStopRequested: false, Finished: null })
                job.Journal.Append(new StopRequested(stop.Drain), () => job.Phase.OnStopRequested());
        });
    }

    private sealed record HeartbeatDue;
}
