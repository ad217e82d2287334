using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>
/// What does it cost to hand a batch over from one actor to another and to get it back, by the number under way? Nothing is done with the
/// records: one is written and read, so that a line of memory moves as well.
/// </summary>
public class HandOver
{
    private const int Batches = 4096;

    private readonly AutoResetEvent _done = new(false);
    private EmbeddedHost _host = null!;
    private IActorRef _giver = null!;

    [Params(1, 2, 8)]
    public int UnderWay { get; set; }

    [GlobalSetup]
    public void Start()
    {
        _host = new EmbeddedHost();
        var receiver = _host.Spawn(Props.Create(static () => new Receiver()));
        _giver = _host.Spawn(Props.Create(() => new Giver(receiver, UnderWay, _done)));
    }

    [GlobalCleanup]
    public void Stop() => _host.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Batches)]
    public void Batch()
    {
        _giver.Tell(Go.Instance);
        _done.WaitOne();
    }

    private sealed class Go
    {
        internal static readonly Go Instance = new();
    }

    /// <summary>Sends through a channel, as an exchange does.</summary>
    private sealed class Giver : Actor
    {
        private readonly IActorRef _receiver;
        private readonly AutoResetEvent _done;
        private readonly Buffers _buffers;
        private OutputChannel<long>? _channel;
        private int _left;
        private int _back;

        internal Giver(IActorRef receiver, int underWay, AutoResetEvent done) =>
            (_receiver, _done, _buffers) = (receiver, done, new Buffers(new BufferSettings { BatchesPerChannel = underWay }));

        protected internal override void Receive(object message)
        {
            if (message is RecordBatch batch)
            {
                batch.Owner!.OnReturned(batch);
                if (++_back == Batches)
                {
                    _done.Set();
                    return;
                }
            }
            else
            {
                _channel ??= new OutputChannel<long>(Self, _receiver, 0, 1, _buffers, new BufferBudget(long.MaxValue));
                (_left, _back) = (Batches, 0);
            }

            while (_left > 0 && _channel!.InFlight < _buffers.Settings.BatchesPerChannel)
            {
                _channel.Add(_left--, 0, hasTime: false);
                _channel.TrySend(0);
            }
        }
    }

    private sealed class Receiver : Actor
    {
        private long _total;

        protected internal override void Receive(object message)
        {
            var batch = (RecordBatch<long>)message;
            _total += batch.Records[0];
            batch.Returning = true;
            batch.MailboxSender!.Tell(batch, Self);
        }
    }
}
