using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>
/// What does it cost to tell an actor something: into its mailbox and out again, in a burst to another thread, there and back?
/// </summary>
public class MailboxCost
{
    private const int Burst = 1024;

    private readonly Mailbox _mailbox = new();
    private readonly Node[] _nodes = [.. Enumerable.Range(0, Burst).Select(static _ => new Node())];
    private readonly AutoResetEvent _done = new(false);
    private EmbeddedHost _host = null!;
    private IActorRef _counter = null!;
    private IActorRef _caller = null!;

    [GlobalSetup]
    public void Start()
    {
        _host = new EmbeddedHost();
        _counter = _host.Spawn(Props.Create(() => new Counter(_done)));
        var echo = _host.Spawn(Props.Create(static () => new Echo()));
        _caller = _host.Spawn(Props.Create(() => new Caller(echo, _done)));
    }

    [GlobalCleanup]
    public void Stop() => _host.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>On one thread: the atomic operations and the turning round.</summary>
    [Benchmark(OperationsPerInvoke = Burst)]
    public int Post_and_take()
    {
        foreach (var node in _nodes) _mailbox.Post(node);
        var taken = 0;
        while (_mailbox.Next() is not null) taken++;
        return taken;
    }

    /// <summary>From this thread to an actor on the pool, until it has seen them all; the waiting for it is part of it.</summary>
    [Benchmark(OperationsPerInvoke = Burst)]
    public void Tell_a_burst()
    {
        foreach (var node in _nodes) _counter.Tell(node);
        _done.WaitOne();
    }

    /// <summary>Between two actors of the pool, one message under way: each hop is a turn.</summary>
    [Benchmark(OperationsPerInvoke = Burst)]
    public void There_and_back()
    {
        _caller.Tell(_nodes[0]);
        _done.WaitOne();
    }

    private sealed class Node : MailboxNode;

    private sealed class Counter(AutoResetEvent done) : Actor
    {
        private int _seen;

        protected internal override void Receive(object message)
        {
            if (++_seen % Burst == 0) done.Set();
        }
    }

    private sealed class Echo : Actor
    {
        protected internal override void Receive(object message) => Sender.Tell(message, Self);
    }

    private sealed class Caller(IActorRef echo, AutoResetEvent done) : Actor
    {
        private int _left = Burst;

        protected internal override void Receive(object message)
        {
            if (_left-- > 0)
            {
                echo.Tell(message, Self);
                return;
            }

            _left = Burst;
            done.Set();
        }
    }
}
