namespace ActorStream.Backends;

/// <summary>Reads a snapshot file: first footer and catalog, then the blocks asked for. Nothing is interpreted before its checksum is right.</summary>
internal sealed class SnapshotReader : IAsyncDisposable
{
    private readonly IFileReader _file;
    private readonly SnapshotFile _expected;
    private readonly BlockCompression _compression = new();
    private byte[] _block = [];

    private SnapshotReader(IFileReader file, SnapshotFile expected) => (_file, _expected) = (file, expected);

    public string Path => _file.Path;

    public SnapshotCatalog Catalog { get; private set; } = null!;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    public static async ValueTask<SnapshotReader> OpenAsync(CheckpointStorage storage, SnapshotFile expected, CancellationToken cancellation)
    {
        var file = expected.Content is { } content
            ? new ContentReader(expected.Path, content)
            : await OpenFileAsync(storage.Files, storage.FullPath(expected.Path), cancellation);
        var reader = new SnapshotReader(file, expected);
        try
        {
            await reader.ReadCatalogAsync(cancellation);
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
        Require(checksum == block.Checksum, $"the checksum of the block at byte {block.Offset} is {checksum:x8}, not {block.Checksum:x8}");
        return block.UncompressedLength == 0
            ? bytes
            : _compression.TryDecompress(bytes.Span, block.UncompressedLength)
                ?? throw Corrupt($"the block at byte {block.Offset} does not inflate to {block.UncompressedLength} bytes");
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

    private async ValueTask ReadCatalogAsync(CancellationToken cancellation)
    {
        var length = _expected.Length;
        var available = _file.Length - _expected.Offset;
        Require(
            _expected.IsGathered ? available >= length : available == length, $"it has {_file.Length} bytes, not the {length} from byte "
                + $"{_expected.Offset} on that were recorded");
        Require(length >= SnapshotFormat.HeaderBytes + SnapshotFormat.FooterBytes, $"only {length} bytes were recorded of it");

        var header = new byte[SnapshotFormat.HeaderBytes];
        await ReadAsync(0, header, cancellation);
        Require(header.AsSpan().SequenceEqual(SnapshotFormat.Header()), $"it does not begin as a snapshot of version {SnapshotFormat.Version} does");

        var end = new byte[SnapshotFormat.FooterBytes];
        var footerOffset = length - end.Length;
        await ReadAsync(footerOffset, end, cancellation);
        var footer = SnapshotFooter.Parse(end) ?? throw Corrupt("its footer is damaged");
        var checksum = Crc32C.Of(end, footer.ContentChecksum);
        Require(checksum == _expected.Checksum, $"its checksum is {checksum:x8}, not the {_expected.Checksum:x8} that was recorded");
        Require(
            footer.CatalogOffset >= SnapshotFormat.HeaderBytes && footer.CatalogLength >= 0
                && footer.CatalogOffset + footer.CatalogLength == footerOffset,
            $"its footer places the catalog at byte {footer.CatalogOffset}, {footer.CatalogLength} bytes long, of {length}");

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

        var entries = Catalog.Runs.Sum(run => run.Blocks.Sum(block => (long)block.Entries));
        Require(entries == footer.Entries, $"its catalog lists {entries} entries, its footer {footer.Entries}");
    }

    private async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (!buffer.IsEmpty)
        {
            var read = await _file.ReadAsync(_expected.Offset + offset, buffer, cancellation);
            if (read == 0)
            {
                throw Corrupt($"it ends at byte {offset}, before its recorded {_expected.Length}");
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

    /// <summary>A file that was not put anywhere yet.</summary>
    private sealed class ContentReader(string path, ReadOnlyMemory<byte> content) : IFileReader
    {
        public string Path => path;

        public long Length => content.Length;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
        {
            var rest = content[(int)Math.Min(offset, content.Length)..];
            var count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            return new(count);
        }

        public ValueTask DisposeAsync() => default;
    }
}
