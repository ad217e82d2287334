namespace ActorStream.Coordinator;

/// <summary>Waits before the job starts again.</summary>
internal sealed class Restarting(JobControl job, TimeSpan delay) : Phase(job)
{
    internal override JobState State => JobState.Restarting;

    internal override void Enter() => SetTimer(this, delay, () => Job.Become(new Restoring(Job)));
}
