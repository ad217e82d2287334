namespace ActorStream.Backends;

/// <summary>All states of a backend, frozen.</summary>
internal sealed class FrozenState(
    HashRange range, Schema key, IReadOnlyList<SnapshotState> states, IReadOnlyList<FrozenRun> runs) : StateSnapshot
{
    public override long Entries { get; } = runs.Sum(run => run.Entries.Count);

    public override ValueTask<SnapshotFile> WriteAsync(IFileSystem files, string path, CancellationToken cancellation) =>
        SnapshotWriter.WriteAsync(files, path, range, key, states, runs, cancellation);

    public override void Dispose()
    {
        foreach (var run in runs)
        {
            run.Entries.Dispose();
        }
    }
}
