namespace ActorStream.Actors.Hosts;

/// <summary>Settings of a <see cref="SimulatedHost"/>.</summary>
internal sealed record SimulationOptions
{
    internal static readonly DateTimeOffset DefaultStart = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Virtual time at the start.</summary>
    public DateTimeOffset Start { get; init; } = DefaultStart;

    /// <summary>
    /// Longest time from a tell to its delivery within a node, and between two steps of an effect. Zero: they take no time, so that the clock
    /// stands still until nothing is left to do but to wait.
    /// </summary>
    public TimeSpan LocalDelay { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>What happens to messages between nodes; may be changed at any time by <see cref="SimulatedHost.Network"/>.</summary>
    public NetworkFaults Faults { get; init; } = new();

    /// <summary>
    /// Orders the steps in the seed's place: then delays say nothing, and a crash loses all that the node's actors had sent and had not
    /// arrived. Null: the seed orders them.
    /// </summary>
    public ISchedule? Schedule { get; init; }

    /// <summary>The run fails after this many steps: a livelock, or a limit too low.</summary>
    public long MaxSteps { get; init; } = 10_000_000;

    /// <summary>Told when a root actor fails. Null: that fails the run.</summary>
    public Action<IActorRef, Exception>? OnRootFailure { get; init; }

    /// <summary>Sees each message, batch and signal when it is about to be handled, and by whom. Null: nobody looks.</summary>
    public Action<IActorRef, object>? OnDelivery { get; init; }

    /// <summary>Gets a line per step. Null: no trace.</summary>
    public Action<string>? Trace { get; init; }
}

/// <summary>
/// What the network does to messages between nodes. Batches (<see cref="MailboxNode"/>) and the hosts' own signals are only delayed.
/// </summary>
internal sealed record NetworkFaults
{
    /// <summary>Shortest delay of a message.</summary>
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>Longest delay of a message.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Share of the pairs of actors whose messages are late by up to <see cref="LateBy"/> more, 0 to 1: one may overtake another for long.</summary>
    public double Late { get; init; }

    /// <summary>Longest further delay of a message between such a pair.</summary>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Chance that a control message is lost, 0 to 1.</summary>
    public double Drop { get; init; }

    /// <summary>Chance that a control message arrives twice, 0 to 1.</summary>
    public double Duplicate { get; init; }

    /// <summary>Longest time until watchers on other nodes hear that a node crashed.</summary>
    public TimeSpan CrashDetection { get; init; } = TimeSpan.FromMilliseconds(500);
}
