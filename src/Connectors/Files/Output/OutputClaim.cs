namespace ActorStream.Connectors.Files.Output;

/// <summary>A directory taken for one running job.</summary>
internal sealed class OutputClaim : IAsyncDisposable
{
    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly IReadOnlyList<string> _created;
    private readonly IAsyncDisposable _lock;

    private OutputClaim(IFileSystem files, string directory, IReadOnlyList<string> created, IAsyncDisposable taken) =>
        (_files, _directory, _created, _lock) = (files, directory, created, taken);

    /// <summary>Takes the directory, creating it where it is missing. A refusal leaves nothing behind.</summary>
    internal static async ValueTask<OutputClaim> TakeAsync(string directory, SinkContext context, CancellationToken cancellation)
    {
        var files = context.Files;
        var missing = await MissingAsync(files, directory, cancellation);
        await files.CreateDirectoryAsync(directory, cancellation);
        var owner = $"job '{context.JobName}' in process {Environment.ProcessId} on {Environment.MachineName}";
        var claim = new OutputClaim(files, directory, missing, await LockAsync(files, directory, owner, cancellation));
        try
        {
            await claim.CheckOwnerAsync(context, cancellation);
            return claim;
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets go of the directory, and removes it if this claim created it and nothing came of it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_created.Count > 0 && await IsUnusedAsync())
            {
                await RemoveAsync();
            }
        }
        catch (IOException)
        {
            // An empty directory that stays does no harm, and must not hide why the job was refused.
        }
        finally
        {
            await _lock.DisposeAsync();
        }
    }

    private static async ValueTask<IAsyncDisposable> LockAsync(
        IFileSystem files, string directory, string owner, CancellationToken cancellation)
    {
        try
        {
            return await files.LockAsync(directory, owner, cancellation);
        }
        catch (DirectoryInUseException error) when (error.Owner == owner)
        {
            throw new IOException($"Directory '{directory}' belongs to another sink of this job: each needs one of its own.", error);
        }
    }

    private async ValueTask RemoveAsync()
    {
        await _files.DeleteDirectoryAsync(_directory);
        foreach (var parent in _created.Skip(1))
        {
            if ((await _files.ListAsync(parent)).Count == 0)
            {
                await _files.DeleteDirectoryAsync(parent);
            }
        }
    }

    /// <summary>The directory and its parents, innermost first, as far as they do not exist.</summary>
    private static async ValueTask<List<string>> MissingAsync(IFileSystem files, string directory, CancellationToken cancellation)
    {
        var missing = new List<string>();
        for (var path = directory; !string.IsNullOrEmpty(path); path = Path.GetDirectoryName(path))
        {
            if (await files.StatAsync(path, cancellation) is not null)
            {
                break;
            }

            missing.Add(path);
        }

        return missing;
    }

    private async ValueTask<bool> IsUnusedAsync() =>
        (await _files.ListAsync(_directory)).All(static entry => entry.Name == ".lock");

    /// <summary>Rows of another job must not be mixed with this one's, nor this job's own be written a second time.</summary>
    private async ValueTask CheckOwnerAsync(SinkContext context, CancellationToken cancellation)
    {
        var output = new OutputDirectory(_files, _directory);
        var mine = JobMarker.LineagesOf(context);
        if (context.Fresh)
        {
            mine.UnionWith(await output.OwnLineagesAsync(context, cancellation));
        }

        if ((await output.CommittedLineagesAsync(cancellation)).IsSubsetOf(mine))
        {
            if (!context.Fresh)
            {
                await output.CheckOriginAsync(context, cancellation);
            }

            return;
        }

        var marker = await JobMarker.ReadAsync(_files, _directory, cancellation);
        throw new IOException(
            marker is null ? $"Directory '{_directory}' holds committed output of an unknown job. Choose another directory."
            : marker.IsSameJob(context) ? $"Directory '{_directory}' holds committed output of job '{marker.Name}' whose checkpoints are "
                + "not there, and would get the same rows again. Choose another directory, or discard that output with --fresh."
            : $"Directory '{_directory}' holds committed output of job '{marker.Name}', sink '{marker.Uid}'. Choose another directory.");
    }
}
