namespace ActorStream.Backends;

/// <summary>All states of a backend, frozen: the next layer.</summary>
/// <param name="range">Of the backend.</param>
/// <param name="key">Schema of its keys.</param>
/// <param name="states">Its states.</param>
/// <param name="runs">Their entries, or changes.</param>
/// <param name="below">The layers that changes are to; empty if there are none.</param>
internal sealed class FrozenState(
    HashRange range, Schema key, IReadOnlyList<SnapshotState> states, IReadOnlyList<FrozenRun> runs, IReadOnlyList<SnapshotFile> below) : StateSnapshot
{
    public override async ValueTask<KeyedPart> WriteAsync(SnapshotTarget target, CancellationToken cancellation) =>
        new(range, KeyedFormat.Layers, [.. below, await SnapshotWriter.WriteAsync(target, range, key, states, runs, cancellation)]);

    public override void Dispose()
    {
        foreach (var run in runs)
        {
            run.Entries.Dispose();
        }
    }
}
