namespace ActorStream.Coordinator;

/// <summary>All output is committed, or nobody wants more of it: journals that the job is over, then stops what still runs.</summary>
internal sealed class Finishing(JobControl job, bool isCancelled = false) : Phase(job)
{
    internal override JobState State => JobState.Finishing;

    internal override void Enter()
    {
        var stopped = Job.History.IsStopRequested || Job.History.RestorePoint is { Stop: true, Savepoint: not null };
        var end = isCancelled ? JobEnd.Cancelled : stopped ? JobEnd.Stopped : JobEnd.Finished;
        Job.Journal.Append(
            new Finished(stopped) { Cancelled = isCancelled },
            Guard(() =>
            {
                if (isCancelled) Job.Retained?.KeepOnly(Job.Settings.Checkpoint.RetainOnCancel);
                Job.Become(new Stopping(Job, new Ended(Job, new JobEnded(end))));
            }));
    }
}
