using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.Tests.Engine.Coordinator.Sources;

/// <summary>An enumerator between a parent that only listens and readers that only do what a test says.</summary>
internal sealed class EnumeratorRun
{
    private readonly IActorRef[] _readers;
    private IActorRef _enumerator = ActorRefs.NoSender;

    internal EnumeratorRun(int readers, FakeSource source, EnumeratorSnapshot? restored = null)
    {
        Source = source;
        var node = Host.Node("control");
        var deployment = new EnumeratorDeployment(
            Vertex: 0,
            readers,
            Epoch: 2,
            source,
            new PortContext("test", new SimulatedDisk(1).Mount("control"), Host.Time, NullLoggerFactory.Instance),
            restored,
            ResendInterval: TimeSpan.FromMilliseconds(100),
            DiscoveryInterval: TimeSpan.FromMilliseconds(300));
        _readers = [.. Enumerable.Range(0, readers)
            .Select(reader => node.Spawn(Props.Create(() => new Ear(message => Told.Add((reader, message))))))];
        node.Spawn(Props.Create(() => new Parent(deployment, child => _enumerator = child, message => Answers.Add(message))));
        Host.RunFor(TimeSpan.FromMilliseconds(10));
    }

    internal SimulatedHost Host { get; } = new(1);

    internal FakeSource Source { get; }

    /// <summary>What the readers were told, in order.</summary>
    internal List<(int Reader, object Message)> Told { get; } = [];

    /// <summary>What the parent was told.</summary>
    internal List<object> Answers { get; } = [];

    internal IEnumerable<SourceInstruction> InstructionsOf(int reader) =>
        Told.Where(told => told.Reader == reader).Select(static told => (SourceInstruction)told.Message);

    internal SourceInstruction LastOf(int reader) => InstructionsOf(reader).Last();

    internal IEnumerable<string> SplitsOf(int reader) =>
        InstructionsOf(reader).DistinctBy(static i => i.Sequence).SelectMany(static i => i.Splits).Select(static split => split.Id);

    internal EnumeratorRun Ask(int reader, long sequence, int wanted, params string[] ended) =>
        Tell(new RequestSplits(2, reader, sequence, wanted, ended), reader);

    internal EnumeratorRun AcknowledgeAll()
    {
        for (var reader = 0; reader < _readers.Length; reader++)
        {
            if (InstructionsOf(reader).Any()) Tell(new InstructionSeen(2, reader, LastOf(reader).Sequence), reader);
        }

        return this;
    }

    internal EnumeratorRun Tell(object message, int sender = 0)
    {
        _enumerator.Tell(message, _readers[sender]);
        Host.RunFor(TimeSpan.FromMilliseconds(10));
        return this;
    }

    private sealed class Ear(Action<object> heard) : Actor
    {
        protected internal override void Receive(object message) => heard(message);
    }

    private sealed class Parent(EnumeratorDeployment deployment, Action<IActorRef> spawned, Action<object> heard) : Actor
    {
        protected internal override void PreStart() => spawned(Context.Spawn(EnumeratorActor.PropsOf(deployment)));

        protected internal override void Receive(object message) => heard(message);
    }
}

/// <summary>A source whose splits appear when a test says so.</summary>
internal sealed class FakeSource : ISourcePort
{
    public string Uid => "numbers";

    public bool IsBounded { get; init; } = true;

    public double RecordsPerSecond { get; init; }

    internal List<SplitState> Splits { get; } = [];

    internal int Searches { get; private set; }

    internal Exception? Failure { get; set; }

    internal static FakeSource Of(params (string Id, long Watermark)[] splits)
    {
        var source = new FakeSource();
        source.Splits.AddRange(splits.Select(static split => Split(split.Id, split.Watermark)));
        return source;
    }

    internal static SplitState Split(string id, long watermark = 0) => new(id, ReadOnlyMemory<byte>.Empty, watermark);

    public ValueTask ValidateAsync(PortContext context, CancellationToken cancellation) => default;

    public ValueTask<IReadOnlyList<SplitState>> DiscoverAsync(
        IReadOnlySet<string> known, PortContext context, CancellationToken cancellation)
    {
        Searches++;
        if (Failure is not null) throw Failure;
        return new([.. Splits.Where(split => !known.Contains(split.Id))]);
    }
}
