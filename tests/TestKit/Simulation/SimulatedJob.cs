using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.TestKit.Simulation;

/// <summary>
/// One job on the simulated host with the production classes: processes that coordinate it, run its subtasks, or both, on one disk that
/// they share. Any process may be crashed and started again; the power may fail.
/// </summary>
internal sealed class SimulatedJob
{
    internal const string Directory = "/job";

    private static readonly TimeSpan LongestClaim = TimeSpan.FromSeconds(10);

    private readonly SimulatedJobOptions _options;
    private readonly Dictionary<string, SimulatedProcess> _running = [];

    internal SimulatedJob(ulong seed, Action<JobBuilder> declare, int parallelism, SimulatedJobOptions? options = null)
    {
        _options = options ?? new SimulatedJobOptions();
        Settings = _options.Settings;
        Host = new SimulatedHost(seed, _options.Host with { OnRootFailure = (actor, error) => RootFailures.Add((actor, error)) });
        Disk = new SimulatedDisk((int)seed)
        {
            // Reads change nothing and so need no step of their own, and the libraries that parse what is read would not come back from
            // one. Code outside the simulation looks at the disk without steps.
            BeforeCall = static call => call.Operation == DiskOperation.Read || SynchronizationContext.Current is null
                ? default : new ValueTask(YieldAsync()),
        };
        var builder = new JobBuilder("test", _options.Services);
        declare(builder);
        Graph = builder.Build();
        (Plan, Parallelism) = (JobPlan.Of(Graph, parallelism), parallelism);
    }

    internal SimulatedHost Host { get; }

    internal SimulatedDisk Disk { get; }

    internal JobGraph Graph { get; private set; }

    /// <summary>What processes started from now on start the job from.</summary>
    internal RestoreSource? From { get; set; }

    /// <summary>Where processes started from now on keep state that they keep in RocksDB: on a real disk.</summary>
    internal RocksDbHome? RocksDb { get; set; }

    /// <summary>The settings of processes started from now on.</summary>
    internal ActorStreamSettings Settings { get; set; }

    /// <summary>What processes started from now on run.</summary>
    internal JobPlan Plan { get; private set; }

    /// <summary>Of the subtasks in the process that was started last.</summary>
    internal JobMetrics Metrics { get; private set; } = new();

    /// <summary>Of operators that set none, in processes started from now on.</summary>
    internal int Parallelism { get; private set; }

    /// <summary>Coordinators and agents that failed: a defect, whatever the faults.</summary>
    internal List<(IActorRef Actor, Exception Error)> RootFailures { get; } = [];

    /// <summary>The living coordinator; null while its process is down.</summary>
    internal IActorRef? Coordinator { get; private set; }

    /// <summary>How the job ended in the coordinator's process; null while it runs.</summary>
    internal JobEnded? End { get; private set; }

    /// <summary>Its input ended or it was stopped, and all its output is committed; or it was cancelled.</summary>
    internal bool IsOver => End is { How: JobEnd.Finished or JobEnd.Stopped or JobEnd.Cancelled or JobEnd.WasOver };

    internal IReadOnlyCollection<string> Running => _running.Keys;

    internal bool IsRunning(string process) => _running.ContainsKey(process);

    /// <summary>Starts a process, as a new life of its name.</summary>
    internal void Start(string name, ProcessRole role)
    {
        var process = new SimulatedProcess(role, Disk.Mount(name));
        _running.Add(name, process);
        if (role.HasFlag(ProcessRole.Coordinates)) StartCoordinator(name, process);
        if (role.HasFlag(ProcessRole.Works)) StartAgent(name, process);
    }

    /// <summary>Kills a process; what it wrote stays as it is.</summary>
    internal void Crash(string name)
    {
        _running.Remove(name, out var process);
        process!.Mount.Kill();
        Host.CrashNode(name);
        if (process.Role.HasFlag(ProcessRole.Coordinates)) Coordinator = null;
    }

    /// <summary>Every process dies at once, and the disk forgets what was not synced.</summary>
    internal void LosePower()
    {
        foreach (var name in Running.ToList()) Crash(name);
        Disk.LosePower();
    }

    /// <summary>Processes started from now on run the job at another parallelism. Only while none runs.</summary>
    internal void Rescale(int parallelism)
    {
        if (_running.Count > 0)
            throw new InvalidOperationException($"Still running: {string.Join(", ", Running)}. Every process runs the same plan.");
        (Plan, Parallelism) = (JobPlan.Of(Graph, parallelism), parallelism);
    }

    /// <summary>Processes started from now on run another version of the job. Only while none runs.</summary>
    internal void Replace(Action<JobBuilder> declare, int parallelism)
    {
        var builder = new JobBuilder("test", _options.Services);
        declare(builder);
        Graph = builder.Build();
        Rescale(parallelism);
    }

    /// <summary>Asks the coordinator for something as a process beside it does; calls back with each answer.</summary>
    internal void Ask(object message, Action<object> answered)
    {
        if (Coordinator is not { } coordinator) return;
        Host.Node(coordinator.Address.Node).Spawn(Props.Create(() => new Asker(coordinator, message, answered)));
    }

    /// <summary>Runs until the job has ended in the coordinator's process, or something failed that never should.</summary>
    internal void RunToEnd() => Host.RunUntil(() => End is not null || RootFailures.Count > 0);

    internal JobStatus Status()
    {
        var answer = Host.Node(Coordinator!.Address.Node).AskAsync<JobStatus>(Coordinator, new GetJobStatus());
        Host.RunUntil(() => answer.IsCompleted);
        return answer.Result;
    }

    /// <summary>What the journal says, as the next process would read it.</summary>
    internal JobHistory ReadHistory() => JobHistory.Replay(
        new FileJournal(Disk.Mount("reader"), Path.Combine(Directory, "journal")).RecoverAsync().AsTask().Result);

    /// <summary>Every file on the disk, in order.</summary>
    internal IReadOnlyList<string> Files(string directory = Directory)
    {
        var files = Disk.Mount("reader");
        return [.. Walk(directory).Order(StringComparer.Ordinal)];

        IEnumerable<string> Walk(string below) => files.ListAsync(below).AsTask().Result
            .SelectMany(entry => entry.IsDirectory ? Walk(entry.Path) : [entry.Path]);
    }

    /// <summary>Somebody deletes a file that the job needs.</summary>
    internal void DeleteFile(string path) => _ = Disk.Mount("meddler").DeleteAsync(path).AsTask().Result;

    private void StartCoordinator(string name, SimulatedProcess process)
    {
        if (Coordinator is not null) throw new InvalidOperationException($"Process '{name}' cannot coordinate: {Coordinator} does.");
        var node = Host.Node(name);
        var ports = new PortContext("test", process.Mount, Host.Time, _options.Loggers);
        if (_options.NewJob is { } id) ClaimSinks(id, ports);
        var run = new JobRun
        {
            Plan = Plan,
            Settings = Settings,
            Journal = _options.Journal ?? new FileJournal(process.Mount, Path.Combine(Directory, "journal")),
            Checkpoints = new CheckpointStorage(process.Mount, Directory),
            Ports = ports,
            NewJob = _options.NewJob ?? new JobId(Host.NextRandom()),
            Logger = _options.Loggers.CreateLogger("coordinator"),
            DiscoveryInterval = _options.DiscoveryInterval,
            From = From,
        };
        End = null;
        Coordinator = node.Spawn(CoordinatorActor.PropsOf(run), "coordinator");
        node.Spawn(Props.Create(() => new EndListener(Coordinator, ended => End = ended)));
        foreach (var other in _running.Values)
        {
            if (other.Agent is { } agent) Coordinator.Tell(new AgentJoined(agent));
        }
    }

    private void StartAgent(string name, SimulatedProcess process)
    {
        var environment =
            SubtaskEnvironments.Of(Plan, process.Mount, Settings, _options.Services, _options.Loggers) with { RocksDb = RocksDb };
        Metrics = environment.Metrics;
        process.Agent = Host.Node(name).Spawn(NodeAgentActor.PropsOf(environment), "agent");
        Coordinator?.Tell(new AgentJoined(process.Agent));
    }

    /// <summary>As the host of a process does before it starts the job, without faults. A crash of the process lets go of them.</summary>
    private void ClaimSinks(JobId job, PortContext ports)
    {
        var (fault, context) = (Disk.Fault, SynchronizationContext.Current);
        Disk.Fault = static _ => null;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            foreach (var sink in Plan.Sinks)
            {
                var claim = sink.ClaimAsync(job, fresh: false, ports, CancellationToken.None).AsTask();
                if (!claim.Wait(LongestClaim))
                    throw new TimeoutException($"Claiming sink '{sink.Uid}' did not end: it may not wait for the simulated clock.");
            }
        }
        finally
        {
            Disk.Fault = fault;
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static async Task YieldAsync() => await Task.Yield();

    private sealed class SimulatedProcess(ProcessRole role, SimulatedFileSystem mount)
    {
        internal ProcessRole Role => role;

        internal SimulatedFileSystem Mount => mount;

        internal IActorRef? Agent { get; set; }
    }

    private sealed class Asker(IActorRef asked, object message, Action<object> answered) : Actor
    {
        protected internal override void PreStart() => asked.Tell(message, Self);

        protected internal override void Receive(object message) => answered(message);
    }

    private sealed class EndListener(IActorRef coordinator, Action<JobEnded> ended) : Actor
    {
        protected internal override void PreStart() => coordinator.Tell(new AwaitJobEnd(), Self);

        protected internal override void Receive(object message) => ended((JobEnded)message);
    }
}

/// <summary>What a process does for the job.</summary>
[Flags]
internal enum ProcessRole
{
    Coordinates = 1,
    Works = 2,
}

/// <summary>How a <see cref="SimulatedJob"/> is run.</summary>
internal sealed record SimulatedJobOptions
{
    /// <summary>Short times, so that much happens in little virtual time; restarts without limit.</summary>
    internal static ActorStreamSettings ShortTimes { get; } = new()
    {
        Checkpoint = new CheckpointSettings { Interval = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromSeconds(2) },
        Restart = new RestartSettings { Attempts = null, Delay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(50) },
        Control = new ControlSettings
        {
            ResendInterval = TimeSpan.FromMilliseconds(50),
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            Lease = TimeSpan.FromSeconds(2),
        },
    };

    internal ActorStreamSettings Settings { get; init; } = ShortTimes;

    internal SimulationOptions Host { get; init; } = new();

    internal IServiceProvider Services { get; init; } = NoServices.Instance;

    internal ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// The id that the job gets, for which processes then claim the sinks as production does. Null: the seed's choice, and no claims.
    /// </summary>
    internal JobId? NewJob { get; init; }

    /// <summary>A journal that outlives every process. Null: a journal on the disk.</summary>
    internal IJournal? Journal { get; init; }

    /// <summary>Between two searches of an unbounded source for new splits.</summary>
    internal TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromMilliseconds(20);
}
