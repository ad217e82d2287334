namespace ActorStream.Connectors.Files.Output;

/// <summary>Names the job whose output a directory holds, in the file <c>.job</c>.</summary>
/// <param name="Job">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">The sink's uid.</param>
internal sealed record JobMarker(JobId Job, string Name, string Uid)
{
    internal const string FileName = ".job";

    internal string Lineage => SinkTransactionId.LineagePrefix(Job, Uid);

    /// <summary>
    /// The lineages whose output is a job's own, by its id and those of the jobs that it comes from, under the sink's uid and the one
    /// before it.
    /// </summary>
    internal static HashSet<string> LineagesOf(SinkContext context) =>
    [
        .. from job in context.Lineage.Prepend(context.Job)
           from uid in new[] { context.Uid, context.FormerUid }.OfType<string>()
           select SinkTransactionId.LineagePrefix(job, uid),
    ];

    internal static JobMarker Of(SinkContext context) => new(context.Job, context.JobName, context.Uid);

    /// <summary>Whether it is the same job under another id: one whose checkpoints were lost or discarded.</summary>
    internal bool IsSameJob(SinkContext context) => Name == context.JobName && Uid == context.Uid;

    internal static async ValueTask<JobMarker?> ReadAsync(IFileSystem files, string directory, CancellationToken cancellation)
    {
        var path = PathOf(directory);
        return await SealedText.ReadAsync(files, path, cancellation) switch
        {
            null => null,
            [var id, var name, var uid] => new JobMarker(JobId.Parse(id), name, uid),
            _ => throw new IOException($"File '{path}' does not name a job."),
        };
    }

    /// <summary>Writes it, also if it is there already: nobody can tell whether its name is durable.</summary>
    internal ValueTask WriteAsync(IFileSystem files, string directory, CancellationToken cancellation) =>
        SealedText.ReplaceAsync(files, PathOf(directory), cancellation, Job.ToString(), Name, Uid);

    internal static string PathOf(string directory) => Path.Combine(directory, FileName);
}
