using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Engine.Coordinator.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.Tests.Engine.Coordinator.Protocol;

/// <summary>The coordinator against fake subtasks: two of a source and two of what follows it. The journal is in memory.</summary>
internal sealed class ProtocolRun
{
    internal static readonly SubtaskId Source = new(0, 0);
    internal static readonly SubtaskId Last = new(1, 1);
    private readonly JobPlan _plan;
    private readonly SimulatedFileSystem _files;

    internal ProtocolRun(ulong seed = 1, ActorStreamSettings? settings = null, MemoryJournal? journal = null)
    {
        Host = new SimulatedHost(seed);
        Settings = settings ?? SimulatedJobOptions.ShortTimes;
        Journal = journal ?? new MemoryJournal();
        Disk = new SimulatedDisk((int)seed);
        _files = Disk.Mount("control");
        _files.CreateDirectoryAsync("/job").AsTask().Wait();
        var builder = new JobBuilder("test", NoServices.Instance);
        new CountingJob().Declare(builder);
        _plan = JobPlan.Of(builder.Build(), 2);
    }

    internal SimulatedHost Host { get; }

    internal SimulatedDisk Disk { get; }

    internal ActorStreamSettings Settings { get; }

    internal MemoryJournal Journal { get; }

    internal FakeBehaviour Fake { get; } = new();

    internal IActorRef Coordinator { get; private set; } = ActorRefs.NoSender;

    internal IActorRef Agent { get; private set; } = ActorRefs.NoSender;

    internal JobEnded? End { get; private set; }

    internal IEnumerable<JournalRecord> Records => Journal.Entries.Select(static entry => entry.Record);

    internal IEnumerable<long> Completed => Records.OfType<CheckpointCompleted>().Select(static completed => completed.Checkpoint);

    internal IEnumerable<long> FullyCommitted =>
        Records.OfType<CheckpointFullyCommitted>().Select(static committed => committed.Checkpoint);

    internal ProtocolRun Start(bool withAgent = true)
    {
        var run = new JobRun
        {
            Plan = _plan,
            Settings = Settings,
            Journal = Journal,
            Checkpoints = new CheckpointStorage(_files, "/job"),
            Ports = new PortContext("test", _files, Host.Time, NullLoggerFactory.Instance),
            NewJob = new JobId(42),
            Logger = NullLogger.Instance,
        };
        var node = Host.Node("control");
        Coordinator = node.Spawn(CoordinatorActor.PropsOf(run));
        End = null;
        node.Spawn(Props.Create(() => new Listener(Coordinator, ended => End = ended)));
        if (withAgent) JoinAgent();
        return this;
    }

    internal void JoinAgent()
    {
        Agent = Host.Node("worker").Spawn(Props.Create(() => new FakeAgent(Fake)));
        Coordinator.Tell(new AgentJoined(Agent));
    }

    /// <summary>An answer that has come.</summary>
    internal static T AnswerOf<T>(Task<T> answer) => answer.Result;

    internal void RunToEnd() => Host.RunUntil(() => End is not null);

    internal void RunUntil(Func<bool> condition)
    {
        var limit = Host.Time.GetUtcNow() + TimeSpan.FromMinutes(5);
        Host.RunUntil(() => condition() || Host.Time.GetUtcNow() > limit);
        if (!condition()) throw new InvalidOperationException($"It did not come to that in five minutes. {Status()}");
    }

    internal void RunFor(int milliseconds) => Host.RunFor(TimeSpan.FromMilliseconds(milliseconds));

    internal JobStatus Status()
    {
        var answer = Host.Node("control").AskAsync<JobStatus>(Coordinator, new GetJobStatus());
        Host.RunUntil(() => answer.IsCompleted);
        return answer.Result;
    }

    private sealed class Listener(IActorRef coordinator, Action<JobEnded> ended) : Actor
    {
        protected internal override void PreStart() => coordinator.Tell(new AwaitJobEnd(), Self);

        protected internal override void Receive(object message) => ended((JobEnded)message);
    }
}
