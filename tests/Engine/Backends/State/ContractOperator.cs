using ActorStream.Backends;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>An operator of several subtasks: finds the subtask of a key, and takes and restores the snapshots of all at once.</summary>
internal sealed class ContractOperator : IDisposable
{
    private readonly KeyedStateContract _contract;

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

    /// <summary>The synchronous part of a checkpoint of all subtasks.</summary>
    public ContractCheckpoint Begin() => new(_contract, [.. Subtasks.Select(static one => one.Backend.BeginSnapshot())]);

    public async Task<IReadOnlyList<SnapshotFile>> CheckpointAsync()
    {
        using var checkpoint = Begin();
        return await checkpoint.WriteAsync();
    }

    /// <summary>What a new operator of the same contract restores from a checkpoint, at whatever parallelism.</summary>
    public static async Task<ContractOperator> RestoreAsync(KeyedStateContract contract, IReadOnlyList<SnapshotFile> files, int parallelism)
    {
        var restored = new ContractOperator(contract, parallelism);
        foreach (var subtask in restored.Subtasks)
        {
            await contract.RestoreAsync(subtask.Backend, files);
        }

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
internal sealed class ContractCheckpoint(KeyedStateContract contract, IReadOnlyList<StateSnapshot> snapshots) : IDisposable
{
    public long Entries => snapshots.Sum(static one => one.Entries);

    public async Task<IReadOnlyList<SnapshotFile>> WriteAsync()
    {
        var files = new List<SnapshotFile>();
        foreach (var snapshot in snapshots)
        {
            files.Add(await contract.WriteAsync(snapshot));
        }

        return files;
    }

    public void Dispose()
    {
        foreach (var snapshot in snapshots)
        {
            snapshot.Dispose();
        }
    }
}
