using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.Tests.Engine.Coordinator.Simulation;

/// <summary>
/// One job on the simulated host with all production classes: a coordinator on node "control", agents on worker nodes, one shared disk.
/// Any of them may be crashed and started again; the disk may lose power.
/// </summary>
internal sealed class JobSimulation
{
    private readonly JobPlan _plan;
    private readonly Dictionary<string, (SimulatedFileSystem Mount, IActorRef Agent)> _workers = [];
    private SimulatedFileSystem? _controlMount;

    internal JobSimulation(
        ulong seed, Action<JobBuilder> declare, int parallelism, SimulationOptions? options = null, ActorStreamSettings? settings = null)
    {
        Host = new SimulatedHost(seed, (options ?? new SimulationOptions()) with { OnRootFailure = (actor, error) => RootFailures.Add((actor, error)) });
        Disk = new SimulatedDisk((int)seed)
        {
            BeforeCall = static _ => SynchronizationContext.Current is null ? default : new ValueTask(YieldAsync()),
        };
        Settings = settings ?? DefaultSettings;
        var builder = new JobBuilder("test", NoServices.Instance);
        declare(builder);
        _plan = JobPlan.Of(builder.Build(), parallelism);
    }

    internal static ActorStreamSettings DefaultSettings { get; } = new()
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

    internal SimulatedHost Host { get; }

    internal SimulatedDisk Disk { get; }

    internal ActorStreamSettings Settings { get; }

    internal List<(IActorRef Actor, Exception Error)> RootFailures { get; } = [];

    internal IActorRef? Coordinator { get; private set; }

    /// <summary>How the job ended in the coordinator's process; null while it runs.</summary>
    internal JobEnded? End { get; private set; }

    internal IEnumerable<string> Workers => _workers.Keys;

    /// <summary>Starts the coordinator's process.</summary>
    internal void StartControl()
    {
        var node = Host.Node("control");
        _controlMount = Disk.Mount("control");
        var run = new JobRun
        {
            Plan = _plan,
            Settings = Settings,
            Journal = new FileJournal(_controlMount, "/job/journal"),
            Checkpoints = new CheckpointStorage(_controlMount, "/job"),
            Ports = Ports(_controlMount),
            NewJob = new JobId(Host.NextRandom()),
            Logger = NullLogger.Instance,
        };
        End = null;
        Coordinator = node.Spawn(CoordinatorActor.PropsOf(run), "coordinator");
        node.Spawn(Props.Create(() => new EndListener(Coordinator, ended => End = ended)));
        foreach (var (_, agent) in _workers.Values) Coordinator.Tell(new AgentJoined(agent));
    }

    internal void StartWorker(string name)
    {
        var mount = Disk.Mount(name);
        var environment = new SubtaskEnvironment
        {
            JobName = "test",
            Plan = _plan,
            Settings = Settings,
            Services = NoServices.Instance,
            Files = mount,
            Storage = new CheckpointStorage(mount, "/job"),
            Buffers = new Buffers(Settings.Buffers),
            StateMemory = new HeapMemory(long.MaxValue),
            Metrics = new JobMetrics(),
            Loggers = NullLoggerFactory.Instance,
        };
        var agent = Host.Node(name).Spawn(NodeAgentActor.PropsOf(environment), "agent");
        _workers[name] = (mount, agent);
        Coordinator?.Tell(new AgentJoined(agent));
    }

    internal void CrashControl()
    {
        _controlMount!.Kill();
        Host.CrashNode("control");
        Coordinator = null;
    }

    internal void CrashWorker(string name)
    {
        _workers[name].Mount.Kill();
        _workers.Remove(name);
        Host.CrashNode(name);
    }

    /// <summary>Every process dies at once, and the disk forgets what was not synced.</summary>
    internal void LosePower()
    {
        if (Coordinator is not null) CrashControl();
        foreach (var worker in Workers.ToList()) CrashWorker(worker);
        Disk.LosePower();
    }

    internal void RunToEnd() => Host.RunUntil(() => End is not null || RootFailures.Count > 0);

    /// <summary>As <see cref="RunToEnd"/>, with somebody who starts the coordinator's process again whenever the job has failed.</summary>
    internal void RunToSuccess()
    {
        for (var left = 50; left > 0; left--)
        {
            RunToEnd();
            if (End is not { How: JobEnd.Failed }) return;
            CrashControl();
            Host.RunFor(TimeSpan.FromMilliseconds(100));
            if (Coordinator is null) StartControl();
        }
    }

    internal JobStatus Status()
    {
        var answer = Host.Node("control").AskAsync<JobStatus>(Coordinator!, new GetJobStatus());
        Host.RunUntil(() => answer.IsCompleted);
        return answer.Result;
    }

    /// <summary>Ends all faults, for looking at what is left.</summary>
    internal void CalmDown()
    {
        Host.Network.Faults = new NetworkFaults();
        Disk.Fault = static _ => null;
    }

    /// <summary>What the journal says, as the next process would read it.</summary>
    internal JobHistory ReadHistory()
    {
        return JobHistory.Replay(new FileJournal(Disk.Mount("reader"), "/job/journal").RecoverAsync().AsTask().Result);
    }

    internal void DeleteFile(string path) => _ = Disk.Mount("meddler").DeleteAsync(path).AsTask().Result;

    internal IReadOnlyList<string> FilesOnDisk()
    {
        var files = Disk.Mount("reader");
        return [.. Walk("/job").Order(StringComparer.Ordinal)];

        IEnumerable<string> Walk(string directory) => files.ListAsync(directory).AsTask().Result
            .SelectMany(entry => entry.IsDirectory ? Walk(entry.Path) : [entry.Path]);
    }

    private PortContext Ports(IFileSystem files) => new("test", files, Host.Time, NullLoggerFactory.Instance);

    private static async Task YieldAsync() => await Task.Yield();

    private sealed class EndListener(IActorRef coordinator, Action<JobEnded> ended) : Actor
    {
        protected internal override void PreStart() => coordinator.Tell(new AwaitJobEnd(), Self);

        protected internal override void Receive(object message) => ended((JobEnded)message);
    }
}
