using System.Diagnostics;

namespace ActorStream.Actors.Hosts;

/// <summary>A cell of the embedded host: a mailbox, and turns on the dispatcher that its props chose.</summary>
internal sealed class EmbeddedCell : ActorCell, IThreadPoolWorkItem
{
    private readonly EmbeddedHost _host;
    private readonly Mailbox _mailbox = new();
    private readonly DedicatedThread? _thread;

    internal EmbeddedCell(EmbeddedHost host, EmbeddedCell? parent, Props props, ActorAddress address)
        : base(parent, props, address)
    {
        _host = host;
        if (Dispatcher == Dispatcher.Dedicated)
            _thread = new DedicatedThread(this);
    }

    /// <inheritdoc/>
    public override TimeProvider Time => _host.Time;

    /// <inheritdoc/>
    public override ulong NextRandom() => EmbeddedHost.NextRandom();

    internal override void Post(MailboxNode node)
    {
        if (_mailbox.Post(node))
            Schedule();
    }

    /// <summary>A turn on the thread pool.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (RunTurn())
            Schedule();
    }

    /// <summary>Handles a bounded number of messages for a bounded time; answers whether there are more.</summary>
    internal bool RunTurn()
    {
        var limits = _host.Limits;
        var start = Stopwatch.GetTimestamp();
        for (var messages = 0; messages < limits.Messages; messages++)
        {
            var node = _mailbox.Next();
            if (node is null)
            {
                if (_mailbox.TryIdle())
                    return false;
                continue;
            }
            Process(node);
            var spent = Stopwatch.GetTimestamp() - start;
            if (spent >= limits.SlowTicks)
                _host.Log.SlowTurn(Ref, Stopwatch.GetElapsedTime(start), limits.Slow, messages + 1, Delivery.NameOf(node));
            if (HasEnded)
                return false;
            if (spent >= limits.Ticks)
                return true;
        }
        return true;
    }

    protected override ActorCell CreateChild(Props props, string path) => _host.CreateCell(this, props, path);

    protected override void Arm(TimerNode timer, TimeSpan delay) => _host.Control.Arm(timer, delay);

    protected override void Disarm(TimerNode timer) => _host.Control.Disarm(timer);

    protected override void Launch(Effect effect)
    {
        if (effect.Kind == EffectKind.Io)
            _host.Io.Run(effect);
        else
            ThreadPool.UnsafeQueueUserWorkItem(effect, preferLocal: false);
    }

    protected override void CancelEffects(CancellationTokenSource effects) => _ = _host.CancelEffectsAsync(Ref, effects);

    protected override void OnFailed(Exception error) => _host.Log.ActorFailed(error, Ref);

    protected override void OnRootFailed(Exception error) => _host.RootFailed(Ref, error);

    protected override void OnEnded() => _mailbox.Close();

    protected override void OnRootEnded() => _host.RootEnded(this);

    private void Schedule()
    {
        switch (Dispatcher)
        {
            case Dispatcher.Pool:
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                break;
            case Dispatcher.Control:
                _host.Control.Schedule(this);
                break;
            case Dispatcher.Dedicated:
                _thread!.Schedule();
                break;
            default:
                throw new InvalidOperationException($"{Ref} has the unknown dispatcher {Dispatcher}.");
        }
    }
}
