using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// One job under one coordinator: what its phases share. They change it; it decides nothing but what a failure leads to. Belongs to the
/// coordinator's actor.
/// </summary>
internal sealed class JobControl
{
    private readonly long _start;
    private readonly RestartPolicy _restartPolicy;
    private readonly List<IActorRef> _waiting = [];
    private readonly List<Action> _whenInOffice = [];
    private int _restarts;

    internal JobControl(IActorContext actor, JobRun run)
    {
        (Actor, Definition) = (actor, run);
        _start = actor.Time.GetTimestamp();
        _restartPolicy = RestartPolicy.Of(run.Settings.Restart);
        Log = new CoordinatorLog(run.Logger);
        Agents = new Agents(actor);
        Journal = new JournalWriter(this);
        Cleaning = new Cleaning(this);
        Savepoints = new SavepointRequests(this);
        Claimed = new ClaimedFiles(this);
        Phase = new Recovering(this);
    }

    internal IActorContext Actor { get; }

    internal JobRun Definition { get; }

    internal ActorStreamSettings Settings => Definition.Settings;

    internal JobPlan Plan => Definition.Plan;

    internal string Name => Definition.Plan.Graph.Name;

    internal CoordinatorLog Log { get; }

    internal Agents Agents { get; }

    internal JournalWriter Journal { get; }

    /// <summary>Enumerators that have not ended, of whatever epoch.</summary>
    internal HashSet<IActorRef> Enumerators { get; } = [];

    /// <summary>What is durable.</summary>
    internal JobHistory History { get; set; } = new();

    /// <summary>What must not be deleted; null until this coordinator has read it, and until then nothing is deleted.</summary>
    internal RetainedCheckpoints? Retained { get; set; }

    internal Cleaning Cleaning { get; }

    internal SavepointRequests Savepoints { get; }

    internal ClaimedFiles Claimed { get; }

    internal CheckpointStatistics Statistics { get; } = new();

    /// <summary>Why an epoch last failed in this process; null: none has.</summary>
    internal string? LastFailure { get; private set; }

    internal Phase Phase { get; private set; }

    internal long Term => History.End.Term;

    internal long Epoch => History.Epoch;

    /// <summary>Time since the coordinator started; never goes back.</summary>
    internal TimeSpan Now => Actor.Time.GetElapsedTime(_start);

    /// <summary>How it ended; null while it lasts.</summary>
    internal JobEnded? End { get; private set; }

    /// <summary>Whether this coordinator's term has begun and the job exists.</summary>
    internal bool IsInOffice { get; private set; }

    internal void Start() => Phase.Enter();

    /// <summary>Calls back as soon as this coordinator's term has begun.</summary>
    internal void WhenInOffice(Action then)
    {
        if (IsInOffice) then();
        else _whenInOffice.Add(then);
    }

    /// <summary>The term has begun and the job exists.</summary>
    internal void TakeOffice()
    {
        IsInOffice = true;
        foreach (var then in _whenInOffice) then();
        _whenInOffice.Clear();
    }

    internal void Become(Phase next, bool fenced = false)
    {
        Invariant.Holds(
            JobTransitions.IsLegal(Phase.State, next.State, fenced), $"Job '{Name}' cannot go from {Phase.State} to {next.State}.");
        Phase.Leave();
        if (Phase is Running) Savepoints.OnEpochOver();
        Phase = next;
        Log.Entered(Name, Term, Epoch, next.State);
        next.Enter();
    }

    /// <summary>Runs an effect whose outcome counts in whatever phase.</summary>
    internal void Run<T>(EffectKind kind, Func<CancellationToken, ValueTask<T>> work, Action<Outcome<T>> then) =>
        Actor.RunEffect(kind, work, outcome => new Continuation(() =>
        {
            // Whoever began the effect may take its errors for the outside's. This one ends the coordinator, as one of its own would.
            if (outcome.Error is InvariantViolatedException violated) throw violated;
            then(outcome);
        }));

    /// <summary>The epoch has failed: it is stopped, and started again if the restart strategy allows.</summary>
    /// <param name="error">Why.</param>
    /// <param name="subtask">Which has; null: none, but what they have in common.</param>
    internal void Fail(Exception error, SubtaskId? subtask = null)
    {
        // What fails while the epoch is being stopped fails because of that; when all output is committed nothing can fail the job any
        // more.
        if (Phase is Stopping or Restarting or Suspended or Finishing or Ended) return;
        var where = subtask is { } id ? $"{Plan.Vertices[id.Vertex].Name}, subtask {id.Index}" : null;
        if (IsPermanent(error))
        {
            FailForGood(error, where);
            return;
        }

        LastFailure = where is null ? error.Message : $"{where}: {error.Message}";
        if (SuspensionIn(error) is { } suspension)
        {
            LastFailure = suspension.Message;
            Log.Suspended(error, Name, suspension.Message);
            Become(new Stopping(this, new Suspended(this)));
            return;
        }

        if (_restartPolicy.OnFailure(Now, Actor.NextRandom()) is { } delay)
        {
            _restarts++;
            Log.Restarting(error, Name, InText(where), delay, History.RestoredCheckpoint);
            Become(new Stopping(this, new Restarting(this, delay)));
        }
        else
        {
            GiveUp(error, _restartPolicy.WhyNot, where);
        }
    }

    private static bool IsPermanent(Exception? error) =>
        error is not null && (error is IPermanentError || IsPermanent(error.InnerException));

    private static OperatorSuspendedException? SuspensionIn(Exception? error) =>
        error as OperatorSuspendedException ?? (error is null ? null : SuspensionIn(error.InnerException));

    /// <summary>Goes on where a person was waited for; answers what to tell who asked.</summary>
    internal object Resume()
    {
        if (Phase is not Suspended suspended)
            return new RequestRefused($"Job '{Name}' is {Phase.State.ToString().ToLowerInvariant()}, and waits for nobody.");
        suspended.Resume();
        return new JobResumed();
    }

    /// <summary>No restart can help.</summary>
    internal void FailForGood(Exception error, string? where = null)
    {
        if (Phase is Ended) return;
        LastFailure = error.Message;
        if (Phase is Stopping stopping) stopping.EndInstead(new JobEnded(JobEnd.Failed, error));
        else GiveUp(error, "starting it again cannot help", where);
    }

    internal void Suspend()
    {
        if (Phase is Ended or Finishing) return;
        if (Phase is Stopping stopping) stopping.EndInstead(new JobEnded(JobEnd.Suspended));
        else Become(new Stopping(this, new Ended(this, new JobEnded(JobEnd.Suspended))));
    }

    /// <summary>Ends the job for good, as it is. One that has taken its last checkpoint comes to its end by itself.</summary>
    internal void Cancel()
    {
        if (!IsInOffice || Phase is Ended or Finishing || History.RestorePoint is { Stop: true }) return;
        if (Phase is Stopping stopping) stopping.CancelInstead();
        else Become(new Stopping(this, new Finishing(this, isCancelled: true)));
    }

    /// <summary>The epoch cannot go on, though nothing has failed: the job goes on from its last checkpoint.</summary>
    internal void StartOver(string why)
    {
        if (Phase is not Running) return;
        Log.StartingOver(Name, History.RestoredCheckpoint, why);
        Become(new Stopping(this, new Restoring(this)));
    }

    /// <summary>Another coordinator decides from here on: this one leaves everything as it is.</summary>
    internal void OnFenced()
    {
        if (Phase is Ended) return;
        Log.Fenced(Name);
        Become(new Ended(this, new JobEnded(JobEnd.Fenced)), fenced: true);
    }

    internal void OnEnded(JobEnded ended)
    {
        End = ended;
        Savepoints.OnEnded();
        foreach (var waiting in _waiting) waiting.Tell(ended, Actor.Self);
        _waiting.Clear();
    }

    internal void AwaitEnd(IActorRef waiting)
    {
        if (End is { } ended) waiting.Tell(ended, Actor.Self);
        else _waiting.Add(waiting);
    }

    internal JobStatus Status() => new(
        History.Created?.Job,
        Phase.State,
        Epoch,
        _restarts,
        LastFailure ?? Statistics.LastFailure,
        Statistics.Completed,
        Statistics.Failed,
        Statistics.Recent,
        History.CommittedThrough);

    private void GiveUp(Exception error, string why, string? where)
    {
        Log.Failed(error, Name, InText(where), why);
        Become(new Stopping(this, new Ended(this, new JobEnded(JobEnd.Failed, error) { Where = where })));
    }

    private static string InText(string? where) => where is null ? "" : $" in {where},";
}
