using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>Learns from the journal what was decided, and begins a term.</summary>
internal sealed class Recovering(JobControl job) : Phase(job)
{
    internal override JobState State => JobState.Recovering;

    internal override void Enter()
    {
        var run = Job.Definition;
        Run(
            EffectKind.Io,
            async cancellation =>
            {
                var history = await JobDirectory.ReadHistoryAsync(run.Journal, run.Checkpoints, cancellation);
                var start = JobStarts.Of(history, run.From);
                var origin = start == JobStart.Begins && run.From is { } from
                    ? await JobOrigin.ReadAsync(run.Ports.Files, from, cancellation)
                    : null;
                return (history, start, origin);
            },
            OnRead);
    }

    private void OnRead(Outcome<(JobHistory History, JobStart Start, JobOrigin? Origin)> outcome)
    {
        if (outcome.Error is { } error)
        {
            Job.FailForGood(error);
            return;
        }

        (Job.History, var start, var origin) = outcome.Value;
        if (origin is null) Start(start, origin);
        else Check(origin);
    }

    /// <summary>Before the job exists: nothing has been touched.</summary>
    private void Check(JobOrigin origin)
    {
        var run = Job.Definition;
        Run(
            EffectKind.User,
            cancellation => Preflight.CheckAsync(
                run.Plan, run.From! with { Drop = [.. run.From.Drop, .. run.Drop] }, run.Ports, cancellation),
            outcome =>
            {
                if (outcome.Error is { } error) Job.FailForGood(error);
                else if (!outcome.Value.IsOk) Job.FailForGood(new PreflightException(outcome.Value));
                else Start(JobStart.Begins, origin);
            });
    }

    private void Start(JobStart start, JobOrigin? origin)
    {
        switch (start)
        {
            case JobStart.IsOver:
                Job.Become(new Ended(Job, new JobEnded(JobEnd.WasOver)));
                break;
            case JobStart.GoesOn:
                Job.Journal.Append(new TermStarted(), Guard(Begin));
                break;
            default:
                var created = new JobCreated(Job.Definition.NewJob, Job.Plan.Graph.Fingerprint)
                {
                    Origin = origin, AfterEpoch = JobStarts.AfterEpoch(Job.History, origin),
                };
                Job.Journal.Append(new TermStarted(), Guard(() => Job.Journal.Append(created, Guard(Begin))));
                break;
        }
    }

    private void Begin()
    {
        Job.TakeOffice();
        if (Job.Phase != this) return; // Cancelled by whoever waited for this.
        // What still runs of the term before could leave something in a sink behind its recovery's back.
        Job.Become(new Stopping(Job, new Restoring(Job)));
    }
}
