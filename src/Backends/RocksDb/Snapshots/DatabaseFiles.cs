using System.Text;

namespace ActorStream.Backends;

/// <summary>The files of a RocksDB part: reads the inventory, and brings what is wanted of the database into a local directory, checked.</summary>
internal sealed class DatabaseFiles
{
    private const int MostInventoryBytes = 1 << 30;
    private const int CopyBytes = 1024 * 1024;
    private const string CurrentName = "CURRENT"; // names the manifest: what RocksDB looks at first

    private readonly CheckpointStorage _storage;
    private readonly KeyedPart _part;

    private DatabaseFiles(CheckpointStorage storage, KeyedPart part) => (_storage, _part) = (storage, part);

    public DatabaseInventory Inventory { get; private set; } = null!;

    public long BytesRead { get; private set; }

    /// <exception cref="SnapshotCorruptException">The inventory is damaged, or not the one that was recorded.</exception>
    public static async ValueTask<DatabaseFiles> OpenAsync(CheckpointStorage storage, KeyedPart part, CancellationToken cancellation)
    {
        var files = new DatabaseFiles(storage, part);
        var tables = part.Files.Count - DatabaseInventory.FilesBefore;
        if (tables < 0) throw files.Corrupt(0, "the inventory of its database is not listed");
        if (part.Files[1].Length > MostInventoryBytes) throw files.Corrupt(1, $"an inventory of {part.Files[1].Length} bytes was recorded");
        using var bytes = new MemoryStream();
        await files.ReadAsync(1, chunk => bytes.WriteAsync(chunk, cancellation), cancellation);
        try
        {
            files.Inventory = DatabaseInventory.Read(new RecordReader(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)));
        }
        catch (MalformedRecordException error)
        {
            throw files.Corrupt(1, error.Message, error);
        }

        return files.Inventory.Tables.Count == tables
            ? files
            : throw files.Corrupt(1, $"it lists {files.Inventory.Tables.Count} table files where {tables} were recorded");
    }

    /// <summary>Copies the database into a new directory.</summary>
    /// <param name="disk">The local disk.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="isWanted">Which tables.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="SnapshotCorruptException">A file is damaged, or not the one that was recorded.</exception>
    public async ValueTask CopyAsync(IFileSystem disk, string directory, Func<TableFile, bool> isWanted, CancellationToken cancellation)
    {
        await disk.CreateDirectoryAsync(directory, cancellation);
        for (var i = 0; i < Inventory.Tables.Count; i++)
        {
            if (!isWanted(Inventory.Tables[i])) continue;
            await using var table = await disk.CreateAsync(Path.Combine(directory, Inventory.Tables[i].Name), cancellation);
            await ReadAsync(DatabaseInventory.FilesBefore + i, chunk => table.WriteAsync(chunk, cancellation), cancellation);
        }

        await WriteAsync(disk, Path.Combine(directory, Inventory.ManifestName), Inventory.Manifest, cancellation);
        await WriteAsync(disk, Path.Combine(directory, CurrentName), Encoding.ASCII.GetBytes(Inventory.ManifestName + "\n"), cancellation);
    }

    public SnapshotCorruptException Corrupt(int file, string what, Exception? inner = null) =>
        new(_storage.FullPath(_part.Files[file].Path), what, inner);

    private static async ValueTask WriteAsync(IFileSystem disk, string path, byte[] bytes, CancellationToken cancellation)
    {
        await using var file = await disk.CreateAsync(path, cancellation);
        await file.WriteAsync(bytes, cancellation);
    }

    /// <summary>Reads one file of the part, some bytes at a time, and checks length and checksum.</summary>
    private async ValueTask ReadAsync(int index, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellation)
    {
        var recorded = _part.Files[index];
        await using var file = await OpenAsync(index, cancellation);
        var available = file.Length - recorded.Offset;
        if (recorded.IsGathered ? available < recorded.Length : available != recorded.Length)
            throw Corrupt(index, $"it has {file.Length} bytes, not the {recorded.Length} from byte {recorded.Offset} on that were recorded");
        var buffer = new byte[(int)Math.Clamp(recorded.Length, 1, CopyBytes)];
        var checksum = 0u;
        for (long read = 0; read < recorded.Length;)
        {
            var wanted = (int)Math.Min(buffer.Length, recorded.Length - read);
            var count = await file.ReadAsync(recorded.Offset + read, buffer.AsMemory(0, wanted), cancellation);
            if (count == 0) throw Corrupt(index, $"it ends at byte {recorded.Offset + read}");
            checksum = Crc32C.Of(buffer.AsSpan(0, count), checksum);
            await take(buffer.AsMemory(0, count));
            read += count;
            BytesRead += count;
        }

        if (checksum != recorded.Checksum) throw Corrupt(index, $"its checksum is {checksum:x8}, not the {recorded.Checksum:x8} that was recorded");
    }

    private async ValueTask<IFileReader> OpenAsync(int index, CancellationToken cancellation)
    {
        try
        {
            return await _storage.Files.OpenReadAsync(_storage.FullPath(_part.Files[index].Path), cancellation);
        }
        catch (FileNotFoundException missing)
        {
            throw Corrupt(index, "it is missing", missing);
        }
    }
}
