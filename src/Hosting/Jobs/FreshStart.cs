namespace ActorStream.Hosting.Jobs;

/// <summary>Discards all of a job so that no crash leaves it half there.</summary>
/// <remarks>
/// A marker in the job's directory says durably that all of the job is to go before the first of it does, and goes last. Whoever finds it
/// goes on with the discarding; otherwise a journal could outlive the output that it calls committed.
/// </remarks>
internal sealed class FreshStart(IFileSystem files, string jobDirectory)
{
    private readonly string _marker = Path.Combine(jobDirectory, "discarding");

    /// <summary>Whether a discarding was begun and not ended.</summary>
    internal async Task<bool> IsHalfDoneAsync(CancellationToken cancellation) => await files.StatAsync(_marker, cancellation) is not null;

    /// <summary>Discards output, then checkpoints and journal. The job's directory exists and is locked.</summary>
    /// <param name="discardOutput">Removes what the sinks wrote.</param>
    /// <param name="discardCheckpoints">Removes checkpoints and journal.</param>
    /// <param name="cancellation">Gives it up, to be gone on with at the next start.</param>
    internal async Task DiscardAsync(
        Func<CancellationToken, Task> discardOutput, Func<CancellationToken, Task> discardCheckpoints, CancellationToken cancellation)
    {
        if (!await IsHalfDoneAsync(cancellation))
        {
            await using var marker = await files.CreateAsync(_marker, cancellation);
            await marker.SyncAsync(cancellation);
        }

        await files.SyncDirectoryAsync(jobDirectory, cancellation);
        await discardOutput(cancellation);
        await discardCheckpoints(cancellation);
        await files.DeleteAsync(_marker, cancellation);
        await files.SyncDirectoryAsync(jobDirectory, cancellation);
    }
}
