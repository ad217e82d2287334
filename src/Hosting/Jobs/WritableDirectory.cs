namespace ActorStream.Hosting.Jobs;

/// <summary>Finds out, leaving nothing behind, whether a directory exists or could be made.</summary>
internal static class WritableDirectory
{
    /// <exception cref="IOException">It could not; says why.</exception>
    internal static async Task CheckAsync(IFileSystem files, string path, CancellationToken cancellation)
    {
        var existing = path;
        FileEntry? entry;
        while ((entry = await files.StatAsync(existing, cancellation)) is null && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;
        if (entry is { IsDirectory: false })
            throw new IOException($"Checkpoint directory '{path}' cannot be made: '{existing}' is a file.");
        var probe = Path.Combine(existing, $".probe-{Environment.ProcessId}");
        try
        {
            await (await files.CreateAsync(probe, cancellation)).DisposeAsync();
            await files.DeleteAsync(probe, cancellation);
        }
        catch (IOException error)
        {
            throw new IOException($"Checkpoint directory '{path}' cannot be written: {error.Message}", error);
        }
    }
}
