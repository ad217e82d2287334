namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// After a failed sync a file, or its name, is lost: the kernel may have dropped it, and no later sync would tell. What is still read of
/// it, and
/// is right by its checksum, goes into a new file, which then takes the name.
/// </summary>
internal static class FileCopy
{
    private const int BlockBytes = 64 * 1024;

    /// <summary>Copies a file into a new one, which is neither synced nor renamed yet.</summary>
    /// <exception cref="IOException">The file is not read back as it was written.</exception>
    internal static async ValueTask<IFileWriter> CreateAsync(
        IFileSystem files, string path, string copy, long length, uint checksum, CancellationToken cancellation)
    {
        await files.DeleteAsync(copy, cancellation);
        var writer = await files.CreateAsync(copy, cancellation);
        try
        {
            var (block, crc) = (new byte[BlockBytes], default(Crc32C));
            await using var source = await files.OpenReadAsync(path, cancellation);
            while (await source.ReadAsync(writer.Length, block, cancellation) is var read and > 0)
            {
                crc.Add(block.AsSpan(0, read));
                await writer.WriteAsync(block.AsMemory(0, read), cancellation);
            }

            return writer.Length == length && crc.Value == checksum
                ? writer
                : throw new IOException(
                    $"File '{path}' of {length} bytes is not read back as it was written: it has {writer.Length} bytes, checksum {crc.Value:x8} and "
                    + $"not {checksum:x8}.");
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }
}
