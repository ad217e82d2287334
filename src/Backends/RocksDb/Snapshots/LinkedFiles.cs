using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>The database's files as one snapshot is to have them, as hard links in a directory of their own.</summary>
/// <param name="db">The database.</param>
/// <param name="directory">Made by this.</param>
internal sealed class LinkedFiles(Native.RocksDb db, string directory)
{
    public string Directory => directory;

    /// <summary>What was known of the table files before they were linked.</summary>
    public IReadOnlyDictionary<string, LiveFile> Live { get; private set; } = new Dictionary<string, LiveFile>();

    public void Link()
    {
        // Before the checkpoint, since files only move to deeper levels; those that it makes are known afterwards, and count as being at the highest.
        var live = db.LiveFiles().ToDictionary();
        db.Checkpoint(directory);
        foreach (var (file, now) in db.LiveFiles()) live.TryAdd(file, now with { Level = 0 });
        Live = live;
    }
}
