namespace ActorStream.Backends;

/// <summary>Reads a snapshot file: first footer and catalog, then the blocks asked for. Nothing is interpreted before its checksum is right.</summary>
internal sealed class SnapshotReader : IAsyncDisposable
{
    private readonly IFileReader _file;
    private byte[] _block = [];

    private SnapshotReader(IFileReader file) => _file = file;

    public string Path => _file.Path;

    public SnapshotCatalog Catalog { get; private set; } = null!;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    public static async ValueTask<SnapshotReader> OpenAsync(IFileSystem files, SnapshotFile expected, CancellationToken cancellation)
    {
        var reader = new SnapshotReader(await OpenFileAsync(files, expected.Path, cancellation));
        try
        {
            await reader.ReadCatalogAsync(expected, cancellation);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads a block and checks it; the memory is valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBlockAsync(SnapshotBlock block, CancellationToken cancellation)
    {
        if (_block.Length < block.Length)
        {
            _block = new byte[Math.Max(block.Length, SnapshotFormat.BlockBytes)];
        }

        var bytes = _block.AsMemory(0, block.Length);
        await ReadAsync(block.Offset, bytes, cancellation);
        var checksum = Crc32C.Of(bytes.Span);
        return checksum == block.Checksum
            ? bytes
            : throw Corrupt($"the checksum of the block at byte {block.Offset} is {checksum:x8}, not {block.Checksum:x8}");
    }

    public SnapshotCorruptException Corrupt(string what, Exception? inner = null) => new(Path, what, inner);

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static async ValueTask<IFileReader> OpenFileAsync(IFileSystem files, string path, CancellationToken cancellation)
    {
        try
        {
            return await files.OpenReadAsync(path, cancellation);
        }
        catch (FileNotFoundException missing)
        {
            throw new SnapshotCorruptException(path, "it is missing", missing);
        }
    }

    private async ValueTask ReadCatalogAsync(SnapshotFile expected, CancellationToken cancellation)
    {
        Require(_file.Length == expected.Length, $"it has {_file.Length} bytes, not the {expected.Length} that were recorded");
        Require(_file.Length >= SnapshotFormat.HeaderBytes + SnapshotFormat.FooterBytes, $"it has only {_file.Length} bytes");

        var header = new byte[SnapshotFormat.HeaderBytes];
        await ReadAsync(0, header, cancellation);
        Require(header.AsSpan().SequenceEqual(SnapshotFormat.Header()), $"it does not begin as a snapshot of version {SnapshotFormat.Version} does");

        var end = new byte[SnapshotFormat.FooterBytes];
        var footerOffset = _file.Length - end.Length;
        await ReadAsync(footerOffset, end, cancellation);
        var footer = SnapshotFooter.Parse(end) ?? throw Corrupt("its footer is damaged");
        var checksum = Crc32C.Of(end, footer.ContentChecksum);
        Require(checksum == expected.Checksum, $"its checksum is {checksum:x8}, not the {expected.Checksum:x8} that was recorded");
        Require(
            footer.CatalogOffset >= SnapshotFormat.HeaderBytes && footer.CatalogLength >= 0
                && footer.CatalogOffset + footer.CatalogLength == footerOffset,
            $"its footer places the catalog at byte {footer.CatalogOffset}, {footer.CatalogLength} bytes long, of {_file.Length}");

        var catalog = new byte[footer.CatalogLength];
        await ReadAsync(footer.CatalogOffset, catalog, cancellation);
        Require(Crc32C.Of(catalog) == footer.CatalogChecksum, "the checksum of its catalog is wrong");
        try
        {
            Catalog = SnapshotCatalog.Read(new RecordReader(catalog), footer.CatalogOffset);
        }
        catch (MalformedRecordException error)
        {
            throw Corrupt($"its catalog cannot be read: {error.Message}", error);
        }

        Require(Catalog.Range == expected.Range, $"it holds the hashes {Catalog.Range}, not the {expected.Range} that were recorded");
        var entries = Catalog.Runs.Sum(run => run.Blocks.Sum(block => (long)block.Entries));
        Require(entries == footer.Entries, $"its catalog lists {entries} entries, its footer {footer.Entries}");
    }

    private async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (!buffer.IsEmpty)
        {
            var read = await _file.ReadAsync(offset, buffer, cancellation);
            if (read == 0)
            {
                throw Corrupt($"it ends at byte {offset}, before its recorded {_file.Length}");
            }

            offset += read;
            buffer = buffer[read..];
            BytesRead += read;
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw Corrupt(otherwise);
        }
    }
}
