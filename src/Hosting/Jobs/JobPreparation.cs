using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Backends.Files.Memory;
using ActorStream.Backends.Native;
using ActorStream.Coordinator;
using ActorStream.Hosting.Services;
using Microsoft.Extensions.Logging;

namespace ActorStream.Hosting.Jobs;

/// <summary>
/// All that is done before a job starts, in an order in which a refusal changes nothing: look at what is there, check the sources, take
/// the sinks' targets and the job's directory, discard if asked to.
/// </summary>
/// <remarks>Of one job, one start after the other. Checkpoints in memory live as long as this does.</remarks>
internal sealed class JobPreparation(IFileSystem files, TimeProvider time, ILoggerFactory loggers, IServiceProvider services)
{
    private MemoryFileSystem? _memory;

    /// <summary>Prepares the job.</summary>
    /// <param name="definition">The job.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="start">What it is started from, and what may be discarded for it.</param>
    /// <param name="cancellation">Gives the attempt up.</param>
    /// <returns>What it takes to start it; null if it was over before, and then nothing was touched.</returns>
    /// <exception cref="JobGraphException">The graph has errors.</exception>
    /// <exception cref="PreflightException">The job does not fit what it is to be started from.</exception>
    /// <exception cref="JobNotOverException">It is to be started from a savepoint in the place of a job that is not over.</exception>
    /// <exception cref="IOException">A source, a sink's target or the checkpoint directory cannot be used; says why.</exception>
    internal async Task<PreparedJob?> PrepareAsync(
        JobDefinition definition, ActorStreamSettings settings, CommandLineSettings start, CancellationToken cancellation)
    {
        var plan = PlanOf(definition, settings, services);
        if (settings.State.Backend == StateBackend.RocksDb) RocksDbLibrary.Require();
        var ports = PortsOf(definition);

        var path = Path.GetFullPath(Path.Combine(settings.Checkpoint.Directory, definition.Name));
        var own = settings.Checkpoint.Storage == CheckpointStorageKind.Memory ? _memory ??= new MemoryFileSystem(settings.Checkpoint.MemoryLimit) : files;
        var freshStart = new FreshStart(own, path);
        var history = await JournalView.ReadAsync(own, Path.Combine(path, "journal"), cancellation);
        var discard = start.Fresh || await freshStart.IsHalfDoneAsync(cancellation);
        var how = discard ? JobStart.Begins : JobStarts.Of(history, start.From);
        if (how == JobStart.IsOver)
            return null;

        if (own == files)
            await WritableDirectory.CheckAsync(files, path, cancellation);
        foreach (var source in plan.Sources.Values)
            await source.ValidateAsync(ports, cancellation);
        var origin = how == JobStart.Begins && start.From is { } from ? await JobOrigin.ReadAsync(files, from, cancellation) : history.Origin;
        await CheckAsync(plan, how, own, path, start, ports, cancellation);
        var job = how == JobStart.GoesOn || discard ? history.Created?.Job ?? RandomJobId.New() : RandomJobId.New();
        var claimed = ports with { Lineage = discard ? history.Lineage : origin?.Lineage ?? [], OriginCheckpoint = origin?.Checkpoint ?? 0 };
        var claims = new List<IAsyncDisposable>();
        try
        {
            foreach (var sink in plan.Sinks)
                claims.Add(await sink.ClaimAsync(job, discard, claimed, cancellation));
            var directory = await JobDirectory.OpenAsync(own, path, Owner(definition.Name), cancellation);
            claims.Add(directory);
            var now = await directory.ReadHistoryAsync(cancellation);
            if (now.Created != history.Created || now.Finished != history.Finished)
                throw new IOException($"Job '{definition.Name}' was run by another process just now. Start it again.");
            if (discard)
            {
                await freshStart.DiscardAsync(
                    token => DiscardAsync(plan.Sinks, job, claimed, token), async token => await directory.DiscardAsync(token), cancellation);
                job = RandomJobId.New();
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
                From = start.From,
                Drop = start.Drop,
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

    /// <summary>Declares the job's graph and plans it.</summary>
    /// <exception cref="JobGraphException">The graph has errors.</exception>
    /// <exception cref="JobDeclarationException">The function that declares it throws.</exception>
    internal static JobPlan PlanOf(JobDefinition definition, ActorStreamSettings settings, IServiceProvider services)
    {
        var builder = new JobBuilder(definition.Name, services);
        try
        {
            definition.Declare(builder);
        }
        catch (Exception error) when (error is not JobGraphException)
        {
            throw new JobDeclarationException(definition.Name, error);
        }

        return JobPlan.Of(builder.Build(), settings.EffectiveParallelism);
    }

    /// <summary>Compares the job with what it could be started from. Nothing is started or touched.</summary>
    /// <exception cref="JobGraphException">The graph has errors.</exception>
    /// <exception cref="IOException">There is nothing to start from, or it is damaged.</exception>
    internal async Task<PreflightReport> CheckAsync(
        JobDefinition definition, ActorStreamSettings settings, RestoreSource from, CancellationToken cancellation) =>
        await Preflight.CheckAsync(PlanOf(definition, settings, services), from, PortsOf(definition), cancellation);

    private PortContext PortsOf(JobDefinition definition) => new(definition.Name, files, time, loggers);

    /// <summary>
    /// Compares the job with what it goes on from. Of a job's own checkpoints the coordinator says best what is damaged: here they are
    /// passed over.
    /// </summary>
    private static async Task CheckAsync(
        JobPlan plan, JobStart how, IFileSystem own, string path, CommandLineSettings start, PortContext ports, CancellationToken cancellation)
    {
        PreflightReport? report = null;
        if (how == JobStart.Begins && start.From is { } from)
        {
            report = await Preflight.CheckAsync(plan, from, ports, cancellation);
        }
        else if (how == JobStart.GoesOn)
        {
            try
            {
                var newest = await StoredCheckpoint.OpenAsync(own, path, cancellation);
                report = await Preflight.CheckAsync(plan, newest, start.Drop, isOwn: true, ports, cancellation);
            }
            catch (IOException)
            {
                return;
            }
        }

        if (report is { IsOk: false })
            throw new PreflightException(report);
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
}

/// <summary>A job that can start, and what this process holds for it. Disposing lets go of that, once the job has ended.</summary>
/// <param name="launch">What it is started with.</param>
/// <param name="directory">The job's own directory; or <c>memory</c>.</param>
/// <param name="claims">What is held, in the order of taking it.</param>
internal sealed class PreparedJob(JobLaunch launch, string directory, IReadOnlyList<IAsyncDisposable> claims) : IAsyncDisposable
{
    internal JobLaunch Launch => launch;

    /// <summary>Full path; or <c>memory</c>.</summary>
    internal string Directory => directory;

    internal bool IsInMemory => launch.Run.Settings.Checkpoint.Storage == CheckpointStorageKind.Memory;

    public ValueTask DisposeAsync() => ReleaseAsync(claims);

    /// <summary>In the opposite order of taking them.</summary>
    internal static async ValueTask ReleaseAsync(IReadOnlyList<IAsyncDisposable> claims)
    {
        foreach (var claim in claims.Reverse())
            await claim.DisposeAsync();
    }
}
