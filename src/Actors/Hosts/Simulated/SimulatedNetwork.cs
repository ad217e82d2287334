namespace ActorStream.Actors.Hosts;

/// <summary>
/// Brings messages from actor to actor, in order for each pair. Within a node they are only interleaved with others; between nodes they
/// are delayed, and control messages may be lost or doubled, as <see cref="Faults"/> says.
/// </summary>
internal sealed class SimulatedNetwork(SimulatedHost host, SeededRandom random, NetworkFaults faults)
{
    private readonly Dictionary<(long From, long To), Connection> _busy = [];
    private readonly HashSet<(string From, string To)> _cuts = [];

    /// <summary>The faults in force for what is told from now on.</summary>
    public NetworkFaults Faults { get; set; } = faults;

    /// <summary>
    /// Cuts one direction until <see cref="Heal"/>: control messages on their way and told from now on are lost; batches and the hosts'
    /// signals wait.
    /// </summary>
    public void Cut(string from, string to)
    {
        _cuts.Add((from, to));
        foreach (var connection in _busy.Values)
        {
            if (connection.IsOnLink(from, to))
                connection.LoseControl();
        }
    }

    /// <summary>Cuts both directions.</summary>
    public void Partition(string one, string other)
    {
        Cut(one, other);
        Cut(other, one);
    }

    /// <summary>Ends every cut; what waited goes on.</summary>
    public void Heal()
    {
        _cuts.Clear();
        foreach (var connection in _busy.Values)
        {
            if (connection.CrossesNodes)
            {
                for (var left = connection.Pending.Count; left > 0; left--)
                    AddDelivery(connection);
            }
        }
    }

    internal void Send(SimulatedCell? from, SimulatedCell to, MailboxNode node)
    {
        var key = (from?.Ref.Address.Incarnation ?? 0, to.Ref.Address.Incarnation);
        if (!_busy.TryGetValue(key, out var connection))
            connection = new Connection(from, to);
        var copies = connection.CrossesNodes && Connection.IsControl(node) ? CopiesThatArrive(connection) : 1;
        if (copies == 0)
        {
            host.Trace?.Invoke($"lost {Delivery.NameOf(node)} from {from!.Ref} to {to.Ref}");
            return;
        }
        _busy[key] = connection;
        for (var copy = 1; copy <= copies; copy++)
        {
            connection.Pending.AddLast(copy == 1 ? node : CopyOf((Envelope)node));
            AddDelivery(connection);
        }
    }

    /// <summary>The node dies: of what its actors had sent, an unknown part at the end is lost.</summary>
    internal void Crash(SimulatedNode node)
    {
        foreach (var (key, connection) in _busy)
        {
            if (connection.To.Node == node && !connection.CrossesNodes)
                connection.Truncate(0);
            else if (connection.From?.Node == node)
                connection.Truncate(host.Below(connection.Pending.Count + 1));
            if (connection.Pending.Count == 0)
                _busy.Remove(key);
        }
    }

    /// <summary>A living node notices the crash: what has not arrived from the dead actor until now never will.</summary>
    internal void Reset(SimulatedCell from, SimulatedCell to)
    {
        if (_busy.Remove((from.Ref.Address.Incarnation, to.Ref.Address.Incarnation), out var connection))
            connection.Truncate(0);
    }

    private int CopiesThatArrive(Connection connection)
    {
        if (IsCut(connection) || random.Chance(Faults.Drop))
            return 0;
        return random.Chance(Faults.Duplicate) ? 2 : 1;
    }

    private bool IsCut(Connection connection) =>
        connection.CrossesNodes && _cuts.Contains((connection.From!.Node.Node, connection.To.Node.Node));

    private static Envelope CopyOf(Envelope envelope) => new(envelope.Message) { MailboxSender = envelope.MailboxSender };

    private void AddDelivery(Connection connection)
    {
        var delay = connection.CrossesNodes
            ? Faults.MinDelay + TimeSpan.FromTicks(host.Below((Faults.MaxDelay - Faults.MinDelay).Ticks + 1))
            : host.LocalDelay();
        if (connection.CrossesNodes && connection.Place < Faults.Late)
            delay += TimeSpan.FromTicks(host.Below(Faults.LateBy.Ticks + 1));
        AddDelivery(connection, delay);
    }

    private void AddDelivery(Connection connection, TimeSpan delay) =>
        host.Add("message", owner: null, delay, () => Deliver(connection), connection);

    private string Deliver(Connection connection)
    {
        if (connection.Pending.First is not { } first || IsCut(connection))
            return "";
        if (connection.To.Node.StalledUntilTicks is var until && until > host.NowTicks)
        {
            AddDelivery(connection, TimeSpan.FromTicks(until - host.NowTicks));
            return "";
        }
        connection.Pending.RemoveFirst();
        if (connection.Pending.Count == 0)
            _busy.Remove((connection.From?.Ref.Address.Incarnation ?? 0, connection.To.Ref.Address.Incarnation));
        if (!connection.To.HasCrashed)
            return connection.To.Deliver(first.Value);
        // The sender's side takes back what cannot be brought any more; a watcher among them learns of the end this way.
        first.Value.Dropped();
        return "";
    }
}
