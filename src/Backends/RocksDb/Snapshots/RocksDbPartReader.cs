using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>
/// Reads the entries of a RocksDB part: brings the table files that a range needs into a scratch directory, opens them read-only, and walks the
/// range. What lies in no database is read from the part's first file as from any snapshot file.
/// </summary>
internal sealed class RocksDbPartReader : KeyedPartReader
{
    private const int ScratchMemory = 16 * 1024 * 1024;

    /// <summary>One for the process: what is read there is deleted at once.</summary>
    private static readonly Lazy<RocksDbHome> Scratch = new(static () => RocksDbHome.Open(null, ScratchMemory, expected: 1));

    private readonly LayeredPartReader _rest;
    private readonly DatabaseFiles _files;

    private RocksDbPartReader(KeyedPart part, LayeredPartReader rest, DatabaseFiles files)
        : base(part) => (_rest, _files) = (rest, files);

    public override Schema Key => _rest.Key;

    public override IReadOnlyList<SnapshotState> States => _rest.States;

    public override long BytesRead => _rest.BytesRead + _files.BytesRead;

    public static new async ValueTask<RocksDbPartReader> OpenAsync(CheckpointStorage storage, KeyedPart part, CancellationToken cancellation)
    {
        RocksDbLibrary.Require();
        var files = await DatabaseFiles.OpenAsync(storage, part, cancellation);
        return new RocksDbPartReader(part, await LayeredPartReader.OpenAsync(storage, Rest(part), cancellation), files);
    }

    /// <summary>What lies in no database, as a part of its own.</summary>
    public static KeyedPart Rest(KeyedPart part) => new(part.Range, KeyedFormat.Layers, [part.Files[0]]);

    public override bool HasEntries(int state) => States[state].Kind == StateKind.Timer
        ? _rest.HasEntries(state)
        : _files.Inventory.Tables.Any(table => table.MayHold(FamilyName.Of(States[state].Kind, States[state].Name)));

    public override async ValueTask ReadAsync(
        HashRange range, Func<int, bool> isWanted, IEntryReceiver receiver, CancellationToken cancellation)
    {
        await _rest.ReadAsync(range, isWanted, receiver, cancellation);
        if (_files.Inventory.Tables.Count == 0) return;
        var home = Scratch.Value;
        var directory = home.NewDirectory("read");
        var hasSlices = States.Any(state => state.Kind == StateKind.Slice);
        try
        {
            await _files.CopyAsync(home.Disk, directory, table => table.MayHold(range, hasSlices), cancellation);
            using var options = home.NewOptions().AllowMissingFiles();
            using var db = RocksDb.Open(options, directory, RocksDb.ListColumnFamilies(options, directory), readOnly: true);
            for (var state = 0; state < States.Count; state++)
            {
                var name = FamilyName.Of(States[state].Kind, States[state].Name);
                if (isWanted(state) && db.ColumnFamilies.FirstOrDefault(family => family.Name == name) is { } family)
                    new StoredEntries(Key, States[state], state).Read(db, family, range, receiver);
            }
        }
        catch (Exception error) when (error is RocksDbException or MalformedRecordException)
        {
            throw _files.Corrupt(1, $"its database cannot be read: {error.Message}", error);
        }
        finally
        {
            home.Delete(directory);
        }
    }

    public override ValueTask DisposeAsync() => _rest.DisposeAsync();
}
