using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends;
using ActorStream.Coordinator;

namespace ActorStream.Hosting.Jobs;

/// <summary>Runs each job on actors in this process: a coordinator, a node agent and its subtasks, on a host of their own.</summary>
internal sealed class EngineRunner : IJobRunner
{
    public IRunningJob Start(JobLaunch launch) => new EngineJob(launch);
}

/// <summary>A job that runs in this process.</summary>
internal sealed class EngineJob : IRunningJob
{
    private readonly JobMetrics _metrics = new();
    private readonly TaskCompletionSource<JobEnded> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JobRun _run;
    private readonly HeapMemory _stateMemory;
    private readonly EmbeddedHost _host;
    private readonly IActorRef _coordinator;
    private readonly Lazy<Task> _stopped; // One stop, however many ask for it.

    /// <summary>The last answer of the coordinator, for when it does not answer any more.</summary>
    private volatile JobProgress _last = JobProgress.None;

    internal EngineJob(JobLaunch launch)
    {
        _run = launch.Run;
        var (settings, loggers) = (_run.Settings, _run.Ports.Loggers);
        _stateMemory = new HeapMemory(settings.State.MemoryBudget?.Bytes ?? long.MaxValue);
        _host = new EmbeddedHost(new EmbeddedHostOptions
        {
            IoThreads = settings.Actors.IoThreads,
            SlowTurn = settings.Actors.SlowTurn ?? TimeSpan.MaxValue,
            OnRootFailure = (_, error) => _ended.TrySetResult(new JobEnded(JobEnd.Failed, error)),
            Logger = loggers.CreateLogger("ActorStream.Actors"),
        });
        _coordinator = _host.Spawn(CoordinatorActor.PropsOf(_run), "coordinator");
        var agent = _host.Spawn(
            NodeAgentActor.PropsOf(new SubtaskEnvironment
            {
                JobName = _run.Plan.Graph.Name,
                Plan = _run.Plan,
                Settings = settings,
                Services = launch.Services,
                Files = _run.Ports.Files,
                Storage = _run.Checkpoints,
                Buffers = new Buffers(settings.Buffers),
                StateMemory = _stateMemory,
                RocksDb = launch.RocksDb,
                Metrics = _metrics,
                Loggers = loggers,
            }),
            "agent");
        _coordinator.Tell(new AgentJoined(agent));
        _stopped = new Lazy<Task>(StopAsync);
        _ = AwaitEndAsync();
    }

    public Task<JobEnded> Ended => _ended.Task;

    public async Task<JobProgress> ProgressAsync()
    {
        var progress = _last;
        try
        {
            var status = await _host.AskAsync<JobStatus>(_coordinator, new GetJobStatus());
            progress = _last with
            {
                State = status.State,
                Checkpoint = status.LastCheckpoint?.Checkpoint ?? status.CommittedThrough,
                CheckpointDuration = status.LastCheckpoint?.Duration,
                Restarts = status.Restarts,
            };
        }
        catch (InvalidOperationException)
        {
            // The coordinator has ended; what it said last still holds.
        }

        return _last = progress with { Records = Records(), Watermark = Watermark() };
    }

    public ValueTask DisposeAsync() => new(_stopped.Value);

    private async Task StopAsync()
    {
        _coordinator.Tell(new SuspendJob());
        await Ended;
        await ProgressAsync();
        await _host.DisposeAsync();
        _stateMemory.Dispose();
    }

    private async Task AwaitEndAsync()
    {
        try
        {
            _ended.TrySetResult(await _host.AskAsync<JobEnded>(_coordinator, new AwaitJobEnd()));
        }
        catch (InvalidOperationException error)
        {
            _ended.TrySetResult(new JobEnded(JobEnd.Failed, error));
        }
    }

    private long Records() => _metrics.Subtasks
        .Where(subtask => _run.Plan.Vertices[subtask.Key.Vertex].IsSource)
        .Sum(subtask => subtask.Value.RecordsIn);

    private DateTimeOffset? Watermark()
    {
        // A vertex keeps time if any of its subtasks does; one of them that has no watermark yet holds the others back.
        var ticks = _metrics.Subtasks.GroupBy(subtask => subtask.Key.Vertex, subtask => subtask.Value.Watermark)
            .Where(vertex => vertex.Any(watermark => watermark != long.MinValue))
            .Select(vertex => vertex.Min())
            .DefaultIfEmpty(long.MinValue)
            .Min();
        return ticks switch
        {
            < 0 => null,
            > 0 when ticks > DateTimeOffset.MaxValue.UtcTicks => DateTimeOffset.MaxValue,
            _ => new DateTimeOffset(ticks, TimeSpan.Zero),
        };
    }
}
