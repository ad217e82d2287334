namespace ActorStream.Coordinator;

/// <summary>All output is committed: journals that the job is over, then stops what still runs.</summary>
internal sealed class Finishing(JobControl job) : Phase(job)
{
    internal override JobState State => JobState.Finishing;

    internal override void Enter()
    {
        var stopped = Job.History.IsStopRequested;
        Job.Journal.Append(
            new Finished(stopped),
            Guard(() => Job.Become(new Stopping(Job, new Ended(Job, new JobEnded(stopped ? JobEnd.Stopped : JobEnd.Finished))))));
    }
}
