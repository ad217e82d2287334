using System.Buffers.Binary;
using System.Security.Cryptography;
using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Backends.Files.Memory;
using ActorStream.Backends.Native;
using ActorStream.Coordinator;
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
        var plan = JobPlan.Of(builder.Build(), settings.EffectiveParallelism);
        if (settings.State.Backend == StateBackend.RocksDb) RocksDbLibrary.Require();
        var ports = new PortContext(definition.Name, files, time, loggers);

        var path = Path.GetFullPath(Path.Combine(settings.Checkpoint.Directory, definition.Name));
        var own = settings.Checkpoint.Storage == CheckpointStorageKind.Memory ? new MemoryFileSystem(settings.Checkpoint.MemoryLimit) : files;
        var freshStart = new FreshStart(own, path);
        var history = await JournalView.ReadAsync(own, Path.Combine(path, "journal"), cancellation);
        var discard = fresh || await freshStart.IsHalfDoneAsync(cancellation);
        if (history.Finished is not null && !discard)
            return null;

        if (own == files)
            await WritableDirectory.CheckAsync(files, path, cancellation);
        foreach (var source in plan.Sources.Values)
            await source.ValidateAsync(ports, cancellation);
        var job = history.Created?.Job ?? NewJobId();
        var claims = new List<IAsyncDisposable>();
        try
        {
            foreach (var sink in plan.Sinks)
                claims.Add(await sink.ClaimAsync(job, discard, ports, cancellation));
            var directory = await JobDirectory.OpenAsync(own, path, Owner(definition.Name), cancellation);
            claims.Add(directory);
            var now = await directory.ReadHistoryAsync(cancellation);
            if (now.Created != history.Created || now.Finished != history.Finished)
                throw new IOException($"Job '{definition.Name}' was run by another process just now. Start it again.");
            if (discard)
            {
                await freshStart.DiscardAsync(
                    token => DiscardAsync(plan.Sinks, job, ports, token), async token => await directory.DiscardAsync(token), cancellation);
                job = NewJobId();
            }

            var run = new JobRun
            {
                Plan = plan,
                Settings = settings,
                Journal = directory.Journal,
                Checkpoints = directory.Checkpoints,
                Ports = ports,
                NewJob = job,
                Logger = loggers.CreateLogger("ActorStream.Coordinator"),
                DiscoveryInterval = settings.Sources.DiscoveryInterval,
            };
            var rocksDb = settings.State.Backend == StateBackend.RocksDb ? OpenRocksDb(plan, settings.State.RocksDb) : null;
            if (rocksDb is not null) claims.Add(rocksDb);
            return new PreparedJob(new JobLaunch(run, services, rocksDb), own == files ? path : "memory", claims);
        }
        catch
        {
            await PreparedJob.ReleaseAsync(claims);
            throw;
        }
    }

    private static RocksDbHome OpenRocksDb(JobPlan plan, RocksDbSettings settings)
    {
        var backends = plan.Graph.Nodes.Where(node => node.States.Count > 0 || node is IWindowNode).Sum(node => plan.VertexOf(node).Parallelism);
        return RocksDbHome.Open(settings.Directory, settings.Memory.Bytes, backends);
    }

    private static async Task DiscardAsync(
        IReadOnlyList<ISinkPort> sinks, JobId job, PortContext ports, CancellationToken cancellation)
    {
        foreach (var sink in sinks)
            await sink.DiscardAsync(job, ports, cancellation);
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
/// <param name="launch">What it is started with.</param>
/// <param name="directory">The job's own directory.</param>
/// <param name="claims">What is held, in the order of taking it.</param>
internal sealed class PreparedJob(JobLaunch launch, string directory, IReadOnlyList<IAsyncDisposable> claims) : IAsyncDisposable
{
    internal JobLaunch Launch => launch;

    internal string Directory => directory;

    public ValueTask DisposeAsync() => ReleaseAsync(claims);

    /// <summary>In the opposite order of taking them.</summary>
    internal static async ValueTask ReleaseAsync(IReadOnlyList<IAsyncDisposable> claims)
    {
        foreach (var claim in claims.Reverse())
            await claim.DisposeAsync();
    }
}
