namespace ActorStream.Actors.Hosts;

/// <summary>The network between the nodes of a simulation.</summary>
internal sealed class SimulatedNetwork
{
    /// <summary>The faults in force for messages told from now on.</summary>
    public NetworkFaults Faults { get; set; } = new();

    /// <summary>Cuts one direction: what is told or on its way is lost; batches and signals wait for <see cref="Heal"/>.</summary>
    public void Cut(string from, string to) => throw new NotSupportedException($"{from} {to}");

    /// <summary>Cuts both directions.</summary>
    public void Partition(string one, string other) => throw new NotSupportedException($"{one} {other}");

    /// <summary>Ends every cut.</summary>
    public void Heal() => throw new NotSupportedException();
}
