namespace ActorStream.Actors.Hosts;

/// <summary>A cell of the simulated host: what is posted to it becomes a step of the schedule.</summary>
internal sealed class SimulatedCell(SimulatedNode node, SimulatedCell? parent, Props props, ActorAddress address)
    : ActorCell(parent, props, address)
{
    private readonly Queue<MailboxNode> _signals = new();
    private readonly Dictionary<TimerNode, Step> _armed = [];

    /// <inheritdoc/>
    public override TimeProvider Time => Host.Time;

    internal SimulatedNode Node { get; } = node;

    internal bool HasCrashed => Node.HasCrashed;

    /// <summary>What has not been heard yet, from the same node or from code outside.</summary>
    internal IReadOnlyCollection<MailboxNode> Signals => _signals;

    private SimulatedHost Host => Node.Host;

    /// <inheritdoc/>
    public override ulong NextRandom() => Host.NextRandom();

    internal override void Post(MailboxNode node)
    {
        if (!Host.IsOnThread)
        {
            Host.Escaped($"another thread told {Ref} {Delivery.NameOf(node)}");
            return;
        }
        // Even one that ended long ago is told of after all that the ended actor had said.
        var sender = node is TerminatedNotice notice ? (SimulatedCell)notice.Ended.Cell : Host.Running;
        if (HasCrashed && sender is null)
        {
            node.Dropped();
        }
        else if (node is EffectEnded ended)
        {
            Host.EffectHasEnded(ended.Effect);
            Host.Add("outcome", this, Host.LocalDelay(), () => Deliver(node), node);
        }
        else if (node is Delivery { Overtakes: true } && (sender is null || sender.Node == Node))
        {
            _signals.Enqueue(node);
            Host.Add("signal", this, Host.LocalDelay(), DeliverSignals);
        }
        else
        {
            Host.Network.Send(sender, this, node);
        }
    }

    /// <summary>Hands a node to the actor, after the signals that overtake it; answers what it was.</summary>
    internal string Deliver(MailboxNode node)
    {
        DeliverSignals();
        var name = Delivery.NameOf(node);
        Host.OnDelivery?.Invoke(Ref, node is Envelope envelope ? envelope.Message : node);
        Process(node);
        return name;
    }

    protected override ActorCell CreateChild(Props props, string path) => Node.CreateCell(this, props, path);

    protected override void Arm(TimerNode timer, TimeSpan delay) =>
        _armed[timer] = Host.Add("timer", this, delay, () =>
        {
            _armed.Remove(timer);
            return Deliver(timer);
        }, timer);

    protected override void Disarm(TimerNode timer)
    {
        if (_armed.Remove(timer, out var step))
            step.Cancelled = true;
    }

    protected override void Launch(Effect effect) => Host.Launch(this, effect);

    protected override void CancelEffects(CancellationTokenSource effects) => Host.Add("cancel", this, Host.LocalDelay(), () =>
    {
        effects.Cancel();
        return "";
    });

    protected override void OnFailed(Exception error) => Host.Trace?.Invoke($"{Ref} failed: {error.Message}");

    protected override void OnRootFailed(Exception error) => Host.RootFailed(Ref, error);

    protected override void OnEnded()
    {
        Node.Cells.Remove(Ref.Address.Incarnation);
        while (_signals.TryDequeue(out var signal))
            signal.Dropped();
    }

    protected override void OnRootEnded() => Node.RootEnded(this);

    private string DeliverSignals()
    {
        Host.Running = this;
        while (_signals.TryDequeue(out var signal))
            Process(signal);
        return "";
    }
}
