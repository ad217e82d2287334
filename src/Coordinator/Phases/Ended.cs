namespace ActorStream.Coordinator;

/// <summary>Over in this process. The actor stays to say so until its host stops it.</summary>
internal sealed class Ended(JobControl job, JobEnded how) : Phase(job)
{
    internal override JobState State => JobState.Ended;

    internal override void Enter()
    {
        // There still are some if the coordinator was fenced.
        foreach (var enumerator in Job.Enumerators) Job.Actor.Stop(enumerator);
        Job.OnEnded(how);
    }
}
