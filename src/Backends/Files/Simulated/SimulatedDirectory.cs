namespace ActorStream.Backends.Files.Simulated;

/// <summary>
/// A directory's names as processes see them, and as they would be after a power failure. A value is a <see cref="SimulatedFile"/> or a
/// <see cref="SimulatedDirectory"/>.
/// </summary>
internal sealed class SimulatedDirectory
{
    internal Dictionary<string, object> Names { get; private set; } = new(StringComparer.Ordinal);

    private Dictionary<string, object> DurableNames { get; } = new(StringComparer.Ordinal);

    /// <summary>How many syncs of it have failed.</summary>
    internal int FailedSyncs { get; set; }

    /// <summary>Who holds the lock; nobody after a crash.</summary>
    internal SimulatedLock? Lock { get; set; }

    internal void Set(string name, object? node) => Set(Names, name, node);

    internal void SetDurable(string name, object? node) => Set(DurableNames, name, node);

    /// <summary>The power failed and which names are durable has been decided: that is what processes see now, here and below.</summary>
    internal void LosePower(Random dice)
    {
        Names = new Dictionary<string, object>(DurableNames, StringComparer.Ordinal);
        Lock = null;
        foreach (var node in Names.Values)
        {
            if (node is SimulatedDirectory directory) directory.LosePower(dice);
            else ((SimulatedFile)node).LosePower(dice);
        }
    }

    private static void Set(Dictionary<string, object> names, string name, object? node)
    {
        if (node is null) names.Remove(name);
        else names[name] = node;
    }
}

/// <summary>A directory's lock while somebody holds it.</summary>
internal sealed record SimulatedLock(string Owner, SimulatedFileSystem Holder);
