namespace ActorStream.Hosting.Jobs;

/// <summary>A job's own directory in the checkpoint directory.</summary>
/// <remarks>
/// Starting over leaves no middle: a marker says durably that all of this job is to go before the first of it does, and goes last. Whoever
/// finds the marker goes on with the discarding; otherwise a journal could outlive the output that it calls committed.
/// </remarks>
internal sealed class JobDirectory(IFileSystem files, string path)
{
    private const string MarkerName = "discarding";
    private const string LockName = ".lock";

    internal string Path => path;

    private string Marker => System.IO.Path.Combine(path, MarkerName);

    /// <summary>Finds out, changing nothing, whether the directory exists or could be made.</summary>
    /// <exception cref="IOException">It could not; says why.</exception>
    internal async Task CheckAsync(CancellationToken cancellation)
    {
        var existing = path;
        FileEntry? entry;
        while ((entry = await files.StatAsync(existing, cancellation)) is null && System.IO.Path.GetDirectoryName(existing) is { } parent)
            existing = parent;
        if (entry is { IsDirectory: false })
            throw new IOException($"Checkpoint directory '{path}' cannot be made: '{existing}' is a file.");
        var probe = System.IO.Path.Combine(existing, $".probe-{Environment.ProcessId}");
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

    /// <summary>Makes the directory and takes it for this process.</summary>
    /// <exception cref="DirectoryInUseException">Another process has it; names that.</exception>
    internal async Task<IAsyncDisposable> ClaimAsync(string owner, CancellationToken cancellation)
    {
        await files.CreateDirectoryAsync(path, cancellation);
        return await files.LockAsync(path, owner, cancellation);
    }

    /// <summary>Whether a discarding was begun and not ended.</summary>
    internal async Task<bool> IsHalfDiscardedAsync(CancellationToken cancellation) =>
        await files.StatAsync(Marker, cancellation) is not null;

    /// <summary>Removes the job's output and then all that is in the directory. A crash at any point leaves it to be done again.</summary>
    /// <param name="discardOutput">Removes what the sinks wrote.</param>
    /// <param name="cancellation">Gives it up, to be gone on with at the next start.</param>
    internal async Task DiscardAsync(Func<CancellationToken, Task> discardOutput, CancellationToken cancellation)
    {
        if (!await IsHalfDiscardedAsync(cancellation))
        {
            await using var marker = await files.CreateAsync(Marker, cancellation);
            await marker.SyncAsync(cancellation);
        }

        await files.SyncDirectoryAsync(path, cancellation);
        await discardOutput(cancellation);
        foreach (var entry in await files.ListAsync(path, cancellation))
        {
            if (entry.IsDirectory)
                await files.DeleteDirectoryAsync(entry.Path, cancellation);
            else if (entry.Name is not (MarkerName or LockName))
                await files.DeleteAsync(entry.Path, cancellation);
        }

        await files.SyncDirectoryAsync(path, cancellation);
        await files.DeleteAsync(Marker, cancellation);
        await files.SyncDirectoryAsync(path, cancellation);
    }
}
