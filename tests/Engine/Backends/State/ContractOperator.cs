using ActorStream.Backends;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>An operator of several subtasks: finds the subtask of a key, and takes and restores the snapshots of all at once.</summary>
internal sealed class ContractOperator : IDisposable
{
    private readonly KeyedStateContract _contract;
    private IReadOnlyList<SnapshotBase>? _bases;
    private long _checkpoint = 1;

    public ContractOperator(KeyedStateContract contract, int parallelism)
    {
        _contract = contract;
        Subtasks = [.. Enumerable.Range(0, parallelism).Select(i => new ContractStates(contract.Open<string>(HashRange.Of(i, parallelism))))];
    }

    public IReadOnlyList<ContractStates> Subtasks { get; }

    /// <summary>The subtask of a key, with the key as the current one.</summary>
    public ContractStates this[string key] => Subtasks[HashRange.SubtaskOf(ContractStates.Hash(key), Subtasks.Count)].Of(key);

    /// <summary>A line for each entry of each state, in order.</summary>
    public List<string> Dump() => [.. Subtasks.SelectMany(static one => one.Dump()).Order(StringComparer.Ordinal)];

    /// <summary>The synchronous part of a checkpoint of all subtasks, on top of the last complete one.</summary>
    public ContractCheckpoint Begin()
    {
        _checkpoint++;
        return new(_contract, _checkpoint, [.. Subtasks.Select((one, i) => one.Backend.BeginSnapshot(_checkpoint, _bases?[i]))]);
    }

    /// <summary>A checkpoint that completes: the next one may build on it.</summary>
    public async Task<IReadOnlyList<KeyedPart>> CheckpointAsync()
    {
        using var checkpoint = Begin();
        var parts = await checkpoint.WriteAsync();
        Complete(checkpoint, parts);
        return parts;
    }

    /// <summary>A checkpoint that was written is complete.</summary>
    public void Complete(ContractCheckpoint checkpoint, IReadOnlyList<KeyedPart> parts) =>
        _bases = [.. parts.Select(part => new SnapshotBase(checkpoint.Id, part))];

    /// <summary>What a new operator of the same contract restores from a checkpoint, at whatever parallelism.</summary>
    public static async Task<ContractOperator> RestoreAsync(KeyedStateContract contract, IReadOnlyList<KeyedPart> parts, int parallelism)
    {
        var restored = new ContractOperator(contract, parallelism);
        foreach (var subtask in restored.Subtasks)
        {
            await contract.RestoreAsync(subtask.Backend, [.. RangeCoverage.Of(subtask.Backend.Range, parts)]);
        }

        // At the same parallelism the first checkpoint may build on the restored one.
        restored._bases = parts.Count == parallelism ? [.. parts.Select(static part => new SnapshotBase(1, part))] : null;
        return restored;
    }

    public void Dispose()
    {
        foreach (var subtask in Subtasks)
        {
            subtask.Dispose();
        }
    }
}

/// <summary>A checkpoint that was begun and is written while the operator goes on.</summary>
internal sealed class ContractCheckpoint(KeyedStateContract contract, long id, IReadOnlyList<StateSnapshot> snapshots) : IDisposable
{
    public long Id => id;

    public async Task<IReadOnlyList<KeyedPart>> WriteAsync()
    {
        var parts = new List<KeyedPart>();
        foreach (var snapshot in snapshots)
        {
            parts.Add(await contract.WriteAsync(snapshot));
        }

        return parts;
    }

    public void Dispose()
    {
        foreach (var snapshot in snapshots)
        {
            snapshot.Dispose();
        }
    }
}
