using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>Many threads at once: the contract must hold under contention, and no node may be lost or released twice.</summary>
public sealed class EmbeddedStressTests
{
    [Fact]
    public async Task Millions_of_nodes_from_all_dispatchers_arrive_once_and_in_order()
    {
        const int Each = 500_000;
        await using var driver = new EmbeddedDriver();
        var dispatchers = Enum.GetValues<Dispatcher>();
        var probe = driver.NewProbe();
        foreach (var receiving in dispatchers)
        {
            var last = new int[dispatchers.Length];
            var inside = 0;
            var total = 0;
            var receiver = driver.Spawn(
                (_, message) =>
                {
                    var stamp = (Stamped)message;
                    if (++inside != 1 || ++last[stamp.Sender] != stamp.Number)
                        probe.Tell($"{receiving}: {stamp.Number} of {stamp.Sender} after {last[stamp.Sender]}, {inside} inside");
                    inside--;
                    if (++total == Each * dispatchers.Length)
                        probe.Tell(receiving);
                },
                receiving);
            foreach (var sending in dispatchers)
            {
                var next = 0;
                driver.Spawn(
                    (context, _) =>
                    {
                        for (var i = 0; i < 1000; i++)
                            receiver.Tell(new Stamped((int)sending, ++next));
                        if (next < Each)
                            context.Self.Tell("go on");
                    },
                    sending).Tell("go");
            }
        }
        await driver.UntilAsync(() => probe.Count >= dispatchers.Length);
        Assert.Equal(dispatchers.Cast<object>().Order(), probe.Messages.Order());
    }

    [Fact]
    public async Task Nodes_told_while_actors_are_stopped_are_handled_or_dropped_exactly_once()
    {
        const int Rounds = 300;
        const int Each = 400;
        await using var driver = new EmbeddedDriver();
        var dispatchers = Enum.GetValues<Dispatcher>();
        for (var round = 0; round < Rounds; round++)
        {
            var tally = new Tally();
            var actor = driver.Spawn((_, message) => ((Counted)message).Count(), dispatchers[round % dispatchers.Length]);
            var senders = dispatchers.Select(sending => driver.Spawn(
                (context, _) =>
                {
                    for (var i = 0; i < Each; i++)
                        actor.Tell(new Counted(tally));
                    context.Sender.Tell("done");
                },
                sending)).ToArray();
            var told = senders.Select(sender => driver.Host.AskAsync<string>(sender, "go")).ToArray();
            var ended = driver.Host.StopAsync(actor);
            await driver.WhenAsync(Task.WhenAll(told));
            await driver.WhenAsync(ended);
            Assert.Equal(Each * senders.Length, tally.Value);
            foreach (var sender in senders)
                await driver.WhenAsync(driver.Host.StopAsync(sender));
        }
        Assert.Empty(driver.RootFailures.Messages);
    }

    [Fact]
    public async Task Timers_children_and_effects_under_load_leave_nothing_behind()
    {
        const int Parents = 12;
        const int Generations = 60;
        await using var driver = new EmbeddedDriver();
        var dispatchers = Enum.GetValues<Dispatcher>();
        var probe = driver.NewProbe();
        for (var parent = 0; parent < Parents; parent++)
        {
            var own = dispatchers[parent % dispatchers.Length];
            var generation = 0;
            var started = 0;
            var stopped = 0;
            var child = Script.Props(
                (context, message) =>
                {
                    if (message is "stale")
                        probe.Tell("a cancelled timer came");
                    context.SetTimer("stale", "stale", TimeSpan.Zero);
                    context.CancelTimer("stale");
                    context.SetTimer("tick", "tick", TimeSpan.Zero);
                    context.RunEffect(EffectKind.Io, _ => new ValueTask<int>(Interlocked.Increment(ref started)), _ => "effect");
                    if (message is "effect")
                        throw new TimeoutException("on purpose");
                },
                dispatchers[parent / dispatchers.Length % dispatchers.Length],
                stop: _ => Interlocked.Increment(ref stopped));
            driver.Spawn(
                (context, message) =>
                {
                    if (message is ChildFailed)
                        return;
                    if (message is Terminated && stopped != generation)
                        probe.Tell($"generation {generation} was told to have ended before it had stopped");
                    if (generation++ == Generations)
                    {
                        probe.Tell("done");
                        return;
                    }
                    var next = context.Spawn(child, "child");
                    context.Watch(next);
                    next.Tell("go");
                },
                own).Tell("go");
        }
        await driver.UntilAsync(() => probe.Count >= Parents);
        Assert.All(probe.Messages, message => Assert.Equal("done", message));
    }

    private sealed class Stamped(int sender, int number) : MailboxNode
    {
        internal int Sender { get; } = sender;

        internal int Number { get; } = number;
    }

    private sealed class Tally
    {
        private int _value;

        internal int Value => Volatile.Read(ref _value);

        internal void Add() => Interlocked.Increment(ref _value);
    }

    private sealed class Counted(Tally tally) : MailboxNode
    {
        private int _counted;

        internal void Count()
        {
            if (Interlocked.Exchange(ref _counted, 1) == 0)
                tally.Add();
            else
                throw new InvalidOperationException("A node was counted twice.");
        }

        internal override void Dropped() => Count();
    }
}
