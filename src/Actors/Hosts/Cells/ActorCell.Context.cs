namespace ActorStream.Actors.Hosts;

/// <content>What the actor may call while one of its handlers runs.</content>
internal abstract partial class ActorCell
{
    /// <inheritdoc/>
    public IActorRef Self => _self;

    /// <inheritdoc/>
    public IActorRef Sender => _sender;

    /// <inheritdoc/>
    public IActorRef Parent => _parent is null ? ActorRefs.NoSender : _parent.Ref;

    /// <inheritdoc/>
    public abstract TimeProvider Time { get; }

    /// <inheritdoc/>
    public abstract ulong NextRandom();

    /// <inheritdoc/>
    public IActorRef Spawn(Props props, string? name = null)
    {
        RequireAlive("spawn a child");
        name = CheckedName(name, ref _namesGiven);
        if (_children.ContainsKey(name))
            throw new InvalidOperationException($"{_self} has a living child '{name}' already: choose another name, or wait for its end.");
        var child = CreateChild(props, $"{_self.Address.Path}/{name}");
        _children.Add(name, child);
        child.Post(new StartSignal());
        return child.Ref;
    }

    /// <inheritdoc/>
    public void Watch(IActorRef actor)
    {
        RequireAlive("watch an actor");
        var watched = CellRef.Of(actor, "watch");
        if (_watching.Add(watched))
            watched.Cell.Post(new WatchSignal(watched, _self));
    }

    /// <inheritdoc/>
    public void Unwatch(IActorRef actor)
    {
        if (actor is CellRef watched && _watching.Remove(watched))
            watched.Cell.Post(new UnwatchSignal(_self));
    }

    /// <inheritdoc/>
    public void Stop(IActorRef actor)
    {
        if (actor.Equals(_self))
            RequestStop();
        else if (actor is CellRef child && child.Cell._parent == this)
            child.Cell.Post(new StopSignal());
        else
            throw new ArgumentException($"{_self} cannot stop {actor.Address}: an actor stops itself or its children.", nameof(actor));
    }

    /// <inheritdoc/>
    public void SetTimer(object key, object message, TimeSpan delay)
    {
        RequireAlive("set a timer");
        CancelTimer(key);
        var timer = new TimerNode(this, key, message);
        _timers.Add(key, timer);
        Arm(timer, delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public void CancelTimer(object key)
    {
        if (_timers.Remove(key, out var timer))
            Disarm(timer);
    }

    /// <inheritdoc/>
    public void RunEffect<TResult>(
        EffectKind kind, Func<CancellationToken, ValueTask<TResult>> work, Func<Outcome<TResult>, object> toMessage)
    {
        RequireAlive("run an effect");
        _effects ??= new CancellationTokenSource();
        _pendingEffects++;
        Launch(new Effect<TResult>(this, kind, work, toMessage, _effects.Token));
    }

    /// <summary>The name, if it can be part of a path; a new one if there is none.</summary>
    internal static string CheckedName(string? name, ref int namesGiven)
    {
        name ??= $"${++namesGiven}";
        return name.Length > 0 && !name.Contains('/')
            ? name
            : throw new ArgumentException($"'{name}' cannot name an actor: a name has at least one character and no '/'.", nameof(name));
    }

    /// <summary>The last part of a cell's path.</summary>
    internal static string NameOf(ActorCell cell)
    {
        var path = cell.Ref.Address.Path;
        return path[(path.LastIndexOf('/') + 1)..];
    }

    private void RequireAlive(string what)
    {
        if (_life >= Life.Stopping)
            throw new InvalidOperationException($"{_self} cannot {what}: it is stopping.");
    }
}
