namespace ActorStream.Actors.Hosts;

/// <summary>
/// One incarnation of an actor in a host: its family, timers and effects, and the way from start to end. What the actor calls is in
/// <c>ActorCell.Context.cs</c>; how messages come to it is the host's.
/// </summary>
/// <remarks>
/// All but <see cref="Post"/> belongs to the actor's turn: the host runs <see cref="Process"/> by one thread at a time, and the hand-over
/// between two threads is a full fence. The end comes in steps: children are stopped and effects cancelled, and when the last of both
/// has ended, <see cref="Actor.PostStop"/> and <see cref="Actor.CloseAsync"/> run and the parent and the watchers are told, in this order.
/// </remarks>
internal abstract partial class ActorCell : IActorContext
{
    private enum Life
    {
        /// <summary>Made, not started: no message can have come before <see cref="StartSignal"/>.</summary>
        Created,

        /// <summary>Handles messages.</summary>
        Running,

        /// <summary>Drops messages and waits for children and effects.</summary>
        Stopping,

        /// <summary>Gone; its references drop what they are told.</summary>
        Ended,
    }

    private readonly Actor _actor;
    private readonly ActorCell? _parent;
    private readonly CellRef _self;
    private readonly Dictionary<string, ActorCell> _children = [];
    private readonly Dictionary<object, TimerNode> _timers = [];
    private readonly HashSet<IActorRef> _watchers = [];
    private readonly HashSet<CellRef> _watching = [];
    private CancellationTokenSource? _effects;
    private int _pendingEffects;
    private int _namesGiven;
    private IActorRef _sender = ActorRefs.NoSender;
    private Life _life;
    private bool _stopRequested;
    private bool _failed;

    /// <summary>PostStop has run, and what the actor closes is on its way.</summary>
    private bool _closing;

    /// <summary>Makes the actor, on the thread that spawns it; what its factory throws is the spawner's.</summary>
    protected ActorCell(ActorCell? parent, Props props, ActorAddress address)
    {
        _parent = parent;
        _self = new CellRef(this, address);
        Dispatcher = props.Dispatcher;
        _actor = props.Factory();
        _actor.Attach(this);
    }

    internal CellRef Ref => _self;

    internal Dispatcher Dispatcher { get; }

    /// <summary>Who wants to hear of the end.</summary>
    internal IReadOnlyCollection<IActorRef> Watchers => _watchers;

    /// <summary>Whether the actor has ended.</summary>
    internal bool HasEnded => _life == Life.Ended;

    /// <summary>Puts a node into the mailbox, from any thread; drops it if the actor has ended.</summary>
    internal abstract void Post(MailboxNode node);

    /// <summary>Makes the cell of a child.</summary>
    protected abstract ActorCell CreateChild(Props props, string path);

    /// <summary>Posts the timer node after the delay.</summary>
    protected abstract void Arm(TimerNode timer, TimeSpan delay);

    /// <summary>The timer is not wanted any more. Its node is ignored if it comes all the same.</summary>
    protected abstract void Disarm(TimerNode timer);

    /// <summary>Runs the effect where its kind belongs.</summary>
    protected abstract void Launch(Effect effect);

    /// <summary>Cancels the token of the effects away from this turn, since the callbacks are not the actor's.</summary>
    protected abstract void CancelEffects(CancellationTokenSource effects);

    /// <summary>The actor failed, perhaps not for the first time: log it.</summary>
    protected abstract void OnFailed(Exception error);

    /// <summary>A root failed: nobody but the host can be told.</summary>
    protected abstract void OnRootFailed(Exception error);

    /// <summary>The actor has ended: close the mailbox, drop what is in it. Parent and watchers are told after this.</summary>
    protected abstract void OnEnded();

    /// <summary>A root has ended: its name is free.</summary>
    protected abstract void OnRootEnded();

    /// <summary>Handles one node of the mailbox.</summary>
    internal void Process(MailboxNode node)
    {
        try
        {
            if (node is Delivery delivery)
            {
                if (_life < Life.Stopping || (_life == Life.Stopping && delivery.ReachesStopping))
                    delivery.Arrive(this);
                else
                    node.Dropped();
            }
            else if (_life == Life.Running)
            {
                Receive(node, node.MailboxSender!);
            }
            else
            {
                node.Dropped();
            }
        }
        catch (Exception error)
        {
            Fail(error);
        }
        if (_stopRequested && _life < Life.Stopping)
            BeginStop();
        if (_life == Life.Stopping && _pendingEffects == 0 && _children.Count == 0)
            CloseOrEnd();
    }

    internal void Receive(object message, IActorRef sender)
    {
        _sender = sender;
        _actor.Receive(message);
    }

    internal void Start()
    {
        _life = Life.Running;
        _actor.PreStart();
    }

    internal void RequestStop() => _stopRequested = true;

    internal void ChildHasEnded(ActorCell child) => _children.Remove(NameOf(child));

    internal void AddWatcher(IActorRef watcher) => _watchers.Add(watcher);

    internal void RemoveWatcher(IActorRef watcher) => _watchers.Remove(watcher);

    internal void WatchedEnded(CellRef ended)
    {
        if (_watching.Remove(ended))
            Receive(new Terminated(ended), ended);
    }

    internal void TimerIsDue(TimerNode timer)
    {
        if (_timers.TryGetValue(timer.Key, out var current) && current == timer)
        {
            _timers.Remove(timer.Key);
            Receive(timer.Message, _self);
        }
    }

    internal void EffectHasEnded(EffectEnded ended)
    {
        _pendingEffects--;
        if (ended.Message is Closed closed)
        {
            if (closed.Error is not null)
                Fail(closed.Error);
        }
        else if (_life == Life.Stopping)
        {
            (ended.Message as MailboxNode)?.Dropped();
        }
        else if (ended.Error is not null)
        {
            Fail(ended.Error);
        }
        else
        {
            Receive(ended.Message!, _self);
        }
    }

    private void Fail(Exception error)
    {
        _stopRequested = true;
        OnFailed(error);
        if (_failed)
            return;
        _failed = true;
        if (_parent is null)
            OnRootFailed(error);
        else
            _parent.Ref.Tell(new ChildFailed(_self, error), _self);
    }

    private void BeginStop()
    {
        _life = Life.Stopping;
        foreach (var timer in _timers.Values)
            Disarm(timer);
        _timers.Clear();
        foreach (var watched in _watching)
            watched.Cell.Post(new UnwatchSignal(_self));
        _watching.Clear();
        foreach (var child in _children.Values)
            child.Post(new StopSignal());
        if (_pendingEffects > 0)
            CancelEffects(_effects!);
    }

    /// <summary>Nothing of the actor runs any more: what it has to close is its last effect, and the actor ends with that.</summary>
    private void CloseOrEnd()
    {
        if (_closing)
        {
            End();
            return;
        }
        _closing = true;
        try
        {
            _sender = ActorRefs.NoSender;
            _actor.PostStop();
        }
        catch (Exception error)
        {
            Fail(error);
        }
        _pendingEffects++;
        Launch(new Effect<bool>(this, EffectKind.User, CloseActorAsync, outcome => new Closed(outcome.Error), CancellationToken.None));
    }

    private async ValueTask<bool> CloseActorAsync(CancellationToken cancellation)
    {
        await _actor.CloseAsync();
        return true;
    }

    private void End()
    {
        _life = Life.Ended;
        OnEnded();
        if (_parent is null)
            OnRootEnded();
        else
            _parent.Post(new ChildEnded(this));
        foreach (var watcher in _watchers)
            _self.TellEnded(watcher);
        _watchers.Clear();
    }

    /// <summary>What became of the actor's closing effect.</summary>
    private sealed record Closed(Exception? Error);
}
