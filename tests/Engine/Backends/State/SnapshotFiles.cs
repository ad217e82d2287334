using ActorStream.Backends;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>Where tests of backends write snapshots and restore from: each file on its own unless the settings say otherwise.</summary>
internal sealed class SnapshotFiles(IFileSystem files, CheckpointSettings? settings = null)
{
    private readonly CheckpointSettings _settings = settings ?? new CheckpointSettings { GatherBelow = new ByteSize(0) };

    public CheckpointStorage Storage { get; } = new(files, "/job");

    /// <summary>What the file of that name is called on the disk.</summary>
    public string PathOf(string name) => Storage.FullPath(name);

    public async Task<KeyedPart> WriteAsync(StateSnapshot snapshot, string name)
    {
        await using var target = new SnapshotTarget(Storage, new CheckpointAttempt(1, 1), name, _settings);
        var part = await snapshot.WriteAsync(target, default);
        await target.SyncAsync(default);
        return part;
    }

    public KeyedRestore From(IReadOnlyList<KeyedPart> parts, long checkpoint = 1, params string[] mayDrop) =>
        new(Storage, parts, checkpoint, mayDrop.ToHashSet());
}
