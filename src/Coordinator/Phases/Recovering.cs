using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>Learns from the journal what was decided, and begins a term.</summary>
internal sealed class Recovering(JobControl job) : Phase(job)
{
    internal override JobState State => JobState.Recovering;

    internal override void Enter()
    {
        var (journal, checkpoints) = (Job.Definition.Journal, Job.Definition.Checkpoints);
        Run(EffectKind.Io, cancellation => JobDirectory.ReadHistoryAsync(journal, checkpoints, cancellation), OnRead);
    }

    private void OnRead(Outcome<JobHistory> outcome)
    {
        if (outcome.Error is { } error)
        {
            Job.FailForGood(error);
            return;
        }

        Job.History = outcome.Value;
        if (Job.History.Finished is not null)
        {
            Job.Become(new Ended(Job, new JobEnded(JobEnd.WasOver)));
            return;
        }

        Job.Journal.Append(new TermStarted(), Guard(CreateJob));
    }

    private void CreateJob()
    {
        if (Job.History.Created is not null) Begin();
        else Job.Journal.Append(new JobCreated(Job.Definition.NewJob, Job.Plan.Graph.Fingerprint), Guard(Begin));
    }

    private void Begin()
    {
        Job.TakeOffice();
        // What still runs of the term before could leave something in a sink behind its recovery's back.
        Job.Become(new Stopping(Job, new Restoring(Job)));
    }
}
