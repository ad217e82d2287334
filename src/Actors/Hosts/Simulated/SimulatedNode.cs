namespace ActorStream.Actors.Hosts;

/// <summary>One life of a node: it ends by a crash, and the next node of the same name is another.</summary>
internal sealed class SimulatedNode(SimulatedHost host, string name) : IActorHost
{
    private readonly Dictionary<string, SimulatedCell> _roots = [];
    private int _namesGiven;

    /// <inheritdoc/>
    public string Node { get; } = name;

    /// <inheritdoc/>
    public TimeProvider Time => host.Time;

    internal SimulatedHost Host => host;

    internal bool HasCrashed { get; set; }

    /// <summary>Virtual time until which it stands still.</summary>
    internal long StalledUntilTicks { get; set; }

    /// <summary>The actors that have not ended, by incarnation.</summary>
    internal SortedDictionary<long, SimulatedCell> Cells { get; } = [];

    /// <inheritdoc/>
    public IActorRef Spawn(Props props, string? name = null)
    {
        if (HasCrashed)
            throw new InvalidOperationException($"Cannot spawn a root actor on node {Node}: it has crashed. Ask the host for it anew.");
        name = ActorCell.CheckedName(name, ref _namesGiven);
        if (_roots.ContainsKey(name))
            throw new InvalidOperationException($"Node {Node} has a living root actor '{name}' already.");
        var cell = CreateCell(null, props, name);
        _roots.Add(name, cell);
        cell.Post(new StartSignal());
        return cell.Ref;
    }

    /// <inheritdoc/>
    public Task StopAsync(IActorRef actor)
    {
        var ended = EndRef.WatchAsync(actor);
        CellRef.Of(actor, "stop").Cell.Post(new StopSignal());
        return ended;
    }

    /// <inheritdoc/>
    public Task WhenEndedAsync(IActorRef actor) => EndRef.WatchAsync(actor);

    /// <inheritdoc/>
    public Task<TReply> AskAsync<TReply>(IActorRef actor, object message, CancellationToken cancellation = default) =>
        ReplyRef<TReply>.AskAsync(actor, message, cancellation);

    internal SimulatedCell CreateCell(SimulatedCell? parent, Props props, string path)
    {
        var cell = new SimulatedCell(this, parent, props, new ActorAddress(Node, path, Host.NextIncarnation()));
        Cells.Add(cell.Ref.Address.Incarnation, cell);
        return cell;
    }

    internal void RootEnded(SimulatedCell cell) => _roots.Remove(ActorCell.NameOf(cell));
}
