namespace ActorStream.Actors.Hosts;

/// <summary>Runs the actors of any number of nodes on one thread, in virtual time, as one seed chooses.</summary>
internal sealed class SimulatedHost
{
    /// <summary>A simulation of this seed, without nodes yet.</summary>
    public SimulatedHost(ulong seed, SimulationOptions? options = null) => Seed = options is null ? seed : seed;

    /// <summary>Chooses everything that happens.</summary>
    public ulong Seed { get; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; }

    /// <summary>Digest of every choice so far: equal in two runs of one seed.</summary>
    public ulong Digest { get; }

    /// <summary>The virtual clock; its timers and <c>Task.Delay</c> with it are virtual too.</summary>
    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>The network between nodes.</summary>
    public SimulatedNetwork Network { get; } = new();

    /// <summary>Random bits from the seed.</summary>
    public ulong NextRandom() => throw new NotSupportedException();

    /// <summary>The living node of this name; starts it if there is none.</summary>
    public IActorHost Node(string name) => throw new NotSupportedException(name);

    /// <summary>Ends a node as a kill does: actors vanish without PostStop, effects never go on, timers are gone.</summary>
    public void CrashNode(string name) => throw new NotSupportedException(name);

    /// <summary>Takes one step; false if there is none to take.</summary>
    public bool Step() => throw new NotSupportedException();

    /// <summary>Runs until the condition holds, looked at after each step.</summary>
    public void RunUntil(Func<bool> condition) => throw new NotSupportedException($"{condition}");

    /// <summary>Runs until nothing is left to do.</summary>
    public void RunUntilIdle() => throw new NotSupportedException();

    /// <summary>Runs for this much virtual time.</summary>
    public void RunFor(TimeSpan time) => throw new NotSupportedException($"{time}");
}
