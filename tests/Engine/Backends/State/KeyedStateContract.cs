using ActorStream.Backends;
using ActorStream.Tests.Engine.Backends.Snapshots;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>
/// What every backend of keyed state must do, whatever it keeps it in. A backend's tests inherit this and say how to open one; where
/// snapshots cannot be
/// written to memory, also where to.
/// </summary>
public abstract partial class KeyedStateContract : IDisposable
{
    private readonly List<IDisposable> _opened = [];
    private int _files;

    /// <summary>Where snapshots are written.</summary>
    private protected virtual SnapshotFiles Files { get; } = new(new MemoryFiles());

    public virtual void Dispose()
    {
        _opened.ForEach(static one => one.Dispose());
        GC.SuppressFinalize(this);
    }

    /// <summary>A backend without state. Who calls it disposes it.</summary>
    internal abstract KeyedStateBackend<TKey> Open<TKey>(HashRange range);

    internal Task<KeyedPart> WriteAsync(StateSnapshot snapshot) => Files.WriteAsync(snapshot, $"chk-1-e1/{_files++}.keyed");

    internal async Task<RestoreReport> RestoreAsync<TKey>(
        KeyedStateBackend<TKey> backend, IReadOnlyList<KeyedPart> parts, params string[] mayDrop) =>
        await backend.RestoreAsync(Files.From(parts, 1, mayDrop), default);

    private ContractOperator Start(int parallelism = 1) => Keep(new ContractOperator(this, parallelism));

    private async Task<ContractOperator> RestoreAsync(IReadOnlyList<KeyedPart> files, int parallelism = 1) =>
        Keep(await ContractOperator.RestoreAsync(this, files, parallelism));

    private T Keep<T>(T opened)
        where T : IDisposable
    {
        _opened.Add(opened);
        return opened;
    }
}
