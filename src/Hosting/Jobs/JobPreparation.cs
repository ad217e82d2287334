using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace ActorStream.Hosting.Jobs;

/// <summary>
/// All that is done before a job starts, in an order in which a refusal changes nothing: look at what is there, check the sources, take
/// the sinks' targets and the job's directory, discard if asked to.
/// </summary>
internal sealed class JobPreparation(IFileSystem files, TimeProvider time, ILoggerFactory loggers, IServiceProvider services)
{
    /// <summary>Prepares the job.</summary>
    /// <param name="definition">The job.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="fresh">Whether its checkpoints and output are discarded first.</param>
    /// <param name="cancellation">Gives the attempt up.</param>
    /// <returns>What it takes to start it; null if it has finished before, and then nothing was touched.</returns>
    /// <exception cref="JobGraphException">The graph has errors.</exception>
    /// <exception cref="IOException">A source, a sink's target or the checkpoint directory cannot be used; says why.</exception>
    internal async Task<PreparedJob?> PrepareAsync(
        JobDefinition definition, ActorStreamSettings settings, bool fresh, CancellationToken cancellation)
    {
        var builder = new JobBuilder(definition.Name, services);
        definition.Declare(builder);
        var graph = builder.Build();

        var directory = new JobDirectory(files, Path.GetFullPath(Path.Combine(settings.Checkpoint.Directory, definition.Name)));
        var launch = new JobLaunch
        {
            Graph = graph,
            Job = default,
            Settings = settings,
            Directory = directory.Path,
            Files = files,
            Services = services,
            Loggers = loggers,
        };
        var view = await JournalView.ReadAsync(files, launch.JournalDirectory, cancellation);
        var discard = fresh || await directory.IsHalfDiscardedAsync(cancellation);
        if (view.HasFinished && !discard)
            return null;
        launch = launch with { Job = view.Job ?? NewJobId() };
        var ends = new GraphEnds(graph, launch.Job, settings, files, time, loggers);

        await directory.CheckAsync(cancellation);
        foreach (var check in ends.SourceChecks)
            await check(cancellation);
        var claims = new List<IAsyncDisposable>();
        try
        {
            foreach (var sink in ends.Sinks)
                claims.Add(await sink.ClaimAsync(cancellation));
            claims.Add(await directory.ClaimAsync(Owner(definition.Name), cancellation));

            // Between the look and the lock another process may have run the job; what it left is for the next attempt to judge.
            if (await JournalView.ReadAsync(files, launch.JournalDirectory, cancellation) != view)
                throw new IOException($"Job '{definition.Name}' was run by another process just now. Start it again.");
            if (discard)
            {
                await directory.DiscardAsync(token => DiscardOutputAsync(ends, token), cancellation);
                launch = launch with { Job = NewJobId() };
            }

            return new PreparedJob(launch, claims);
        }
        catch
        {
            await PreparedJob.ReleaseAsync(claims);
            throw;
        }
    }

    private static async Task DiscardOutputAsync(GraphEnds ends, CancellationToken cancellation)
    {
        foreach (var sink in ends.Sinks)
            await sink.DiscardAsync(cancellation);
    }

    private static string Owner(string job) => $"job '{job}' in process {Environment.ProcessId} on {Environment.MachineName}";

    private static JobId NewJobId()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomNumberGenerator.Fill(bits);
        return new JobId(BinaryPrimitives.ReadUInt128LittleEndian(bits));
    }
}

/// <summary>A job that can start, and what this process holds for it. Disposing lets go of that, once the job has ended.</summary>
internal sealed class PreparedJob(JobLaunch launch, IReadOnlyList<IAsyncDisposable> claims) : IAsyncDisposable
{
    internal JobLaunch Launch => launch;

    public ValueTask DisposeAsync() => ReleaseAsync(claims);

    /// <summary>In the opposite order of taking them.</summary>
    internal static async ValueTask ReleaseAsync(IReadOnlyList<IAsyncDisposable> claims)
    {
        foreach (var claim in claims.Reverse())
            await claim.DisposeAsync();
    }
}
