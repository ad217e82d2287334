using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>
/// What the coordinator does in one <see cref="JobState"/>. Made when the state is entered and never used again; whatever comes back to a
/// phase that is over (effects, timers, journal entries) is dropped by <see cref="Guard(Action)"/>.
/// </summary>
internal abstract class Phase(JobControl job)
{
    private readonly HashSet<object> _timers = [];

    internal abstract JobState State { get; }

    protected JobControl Job => job;

    internal abstract void Enter();

    /// <summary>Handles a message of the protocol; answers false if this phase has no use for it.</summary>
    internal virtual bool Receive(object message) => false;

    /// <summary>Every heartbeat interval.</summary>
    internal virtual void OnHeartbeat()
    {
    }

    /// <summary>That the job is to stop for good has been journalled.</summary>
    internal virtual void OnStopRequested()
    {
    }

    /// <summary>There is one agent more.</summary>
    internal virtual void OnAgentJoined()
    {
    }

    /// <summary>An agent has ended, and with it its subtasks.</summary>
    internal virtual void OnAgentLost(IActorRef agent)
    {
    }

    internal void Leave()
    {
        foreach (var key in _timers) job.Actor.CancelTimer(key);
    }

    /// <summary>Does it only if this phase still lasts.</summary>
    internal Action Guard(Action then) => () =>
    {
        if (job.Phase == this) then();
    };

    /// <summary>Runs an effect whose outcome counts only while this phase lasts.</summary>
    internal void Run<T>(EffectKind kind, Func<CancellationToken, ValueTask<T>> work, Action<Outcome<T>> then) =>
        job.Run(kind, work, outcome => Guard(() => then(outcome))());

    /// <summary>A timer that ends with this phase. One of an equal key is replaced.</summary>
    internal void SetTimer(object key, TimeSpan delay, Action then)
    {
        _timers.Add(key);
        job.Actor.SetTimer(key, new Continuation(Guard(then)), delay);
    }

    internal void CancelTimer(object key)
    {
        // Forgotten too: the key may be a whole round, and a phase may last for months.
        _timers.Remove(key);
        job.Actor.CancelTimer(key);
    }
}

/// <summary>What goes on once an effect or a timer has come back to the coordinator.</summary>
internal sealed record Continuation(Action Then);
