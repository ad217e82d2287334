namespace ActorStream.Coordinator;

/// <summary>An operator has come to a record at which the job is to wait for a person: nothing runs, and nothing is lost.</summary>
internal sealed class Suspended(JobControl job) : Phase(job)
{
    internal override JobState State => JobState.Suspended;

    internal override void Enter()
    {
    }

    /// <summary>The cause is mended: goes on from the last checkpoint, and comes to the same record again.</summary>
    internal void Resume() => Job.Become(new Restoring(Job));
}
