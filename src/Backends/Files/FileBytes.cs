namespace ActorStream.Backends.Files;

/// <summary>Small files, read and written as a whole.</summary>
internal static class FileBytes
{
    /// <summary>Reads a file whose length must lie within the bound, so that a damaged one cannot make the process run out of memory.</summary>
    internal static async ValueTask<byte[]> ReadAllAsync(
        this IFileSystem files, string path, int mostBytes, CancellationToken cancellation = default)
    {
        await using var reader = await files.OpenReadAsync(path, cancellation);
        if (reader.Length > mostBytes)
            throw new IOException($"File '{path}' has {reader.Length} bytes, more than the {mostBytes} that it can rightly have.");
        var bytes = new byte[reader.Length];
        for (var read = 0; read < bytes.Length;)
        {
            var count = await reader.ReadAsync(read, bytes.AsMemory(read), cancellation);
            if (count == 0) throw new IOException($"File '{path}' ended at byte {read} of {bytes.Length} while it was read.");
            read += count;
        }

        return bytes;
    }

    /// <inheritdoc cref="ReplaceAsync(IFileSystem, string, IReadOnlyList{ReadOnlyMemory{byte}}, CancellationToken)"/>
    internal static ValueTask ReplaceAsync(
        this IFileSystem files, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default) =>
        files.ReplaceAsync(path, [bytes], cancellation);

    /// <summary>
    /// Writes a file so that its name never shows a part of it, and durably: under a temporary name, sync, rename, sync the directory. A file that
    /// is lost by a failed sync is written anew.
    /// </summary>
    internal static ValueTask ReplaceAsync(
        this IFileSystem files, string path, IReadOnlyList<ReadOnlyMemory<byte>> contents, CancellationToken cancellation = default) => LostFile.WriteAnewAsync(
        async () =>
        {
            await using var directory = await files.OpenDirectoryAsync(Path.GetDirectoryName(path)!, cancellation);
            var temporary = path + ".tmp";
            await files.DeleteAsync(temporary, cancellation);
            await using (var writer = await files.CreateAsync(temporary, cancellation))
            {
                foreach (var bytes in contents) await writer.WriteAsync(bytes, cancellation);
                await writer.SyncAsync(cancellation);
            }

            await files.RenameAsync(temporary, path, cancellation);
            await directory.SyncAsync(cancellation);
        });
}
