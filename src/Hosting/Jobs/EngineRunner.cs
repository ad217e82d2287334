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
    private readonly JobReporter _reporter;
    private readonly HeapMemory _stateMemory;
    private readonly EmbeddedHost _host;
    private readonly IActorRef _coordinator;
    private readonly Lazy<Task> _stopped; // One stop, however many ask for it.

    /// <summary>The last answer of the coordinator, for when it does not answer any more.</summary>
    private volatile JobProgress _last = JobProgress.None;

    internal EngineJob(JobLaunch launch)
    {
        var run = launch.Run;
        var (settings, loggers) = (run.Settings, run.Ports.Loggers);
        _reporter = new JobReporter(run, _metrics, run.Ports.Time);
        _stateMemory = new HeapMemory(settings.State.MemoryBudget?.Bytes ?? long.MaxValue);
        _host = new EmbeddedHost(new EmbeddedHostOptions
        {
            IoThreads = settings.Actors.IoThreads,
            SlowTurn = settings.Actors.SlowTurn ?? TimeSpan.MaxValue,
            OnRootFailure = (_, error) => _ended.TrySetResult(new JobEnded(JobEnd.Failed, error)),
            Logger = loggers.CreateLogger("ActorStream.Actors"),
        });
        _coordinator = _host.Spawn(CoordinatorActor.PropsOf(run), "coordinator");
        var agent = _host.Spawn(
            NodeAgentActor.PropsOf(new SubtaskEnvironment
            {
                JobName = run.Plan.Graph.Name,
                Plan = run.Plan,
                Settings = settings,
                Services = launch.Services,
                Files = run.Ports.Files,
                Storage = run.Checkpoints,
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

        return _last = progress with { Records = _reporter.Records, Watermark = _reporter.Watermark };
    }

    public Task<JobReport> ReportAsync(TimeSpan sample) => _reporter.ReportAsync(sample, () => _host.AskAsync<JobStatus>(_coordinator, new GetJobStatus()));

    public async Task<object> AskAsync(object message) => await _host.AskAsync<object>(_coordinator, message) is var answer and not Terminated
        ? answer
        : throw new InvalidOperationException("The job has ended.");

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
}
