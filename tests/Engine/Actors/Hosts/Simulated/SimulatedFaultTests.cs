using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>What the network does between nodes, and what a crash leaves.</summary>
public sealed class SimulatedFaultTests
{
    private readonly Probe _probe = new(() => { });

    [Fact]
    public void Control_messages_between_nodes_are_lost_and_doubled_but_keep_their_order()
    {
        var host = new SimulatedHost(1, new() { Faults = new() { Drop = 0.2, Duplicate = 0.2 } });
        Relay(host, "b", Recorder(host, "a"), Enumerable.Range(0, 1000).Cast<object>());
        host.RunUntilIdle();
        var numbers = _probe.Messages.Cast<int>().ToList();
        Assert.InRange(numbers.Distinct().Count(), 700, 900);
        Assert.InRange(numbers.Count - numbers.Distinct().Count(), 100, 250);
        Assert.Equal(numbers.Order(), numbers);
    }

    [Fact]
    public void Within_a_node_nothing_is_lost_or_doubled_and_batches_nowhere()
    {
        var host = new SimulatedHost(1, new() { Faults = new() { Drop = 1, Duplicate = 1 } });
        var recorder = Recorder(host, "a");
        Relay(host, "a", recorder, [1, 2, 3]);
        Relay(host, "b", recorder, [4, new TestNode(5), 6, new TestNode(7)]);
        host.RunUntilIdle();
        Assert.Equal([1, 2, 3], _probe.Messages.OfType<int>());
        Assert.Equal([5, 7], _probe.Messages.OfType<TestNode>().Select(node => node.Number));
    }

    [Fact]
    public void A_cut_loses_control_and_holds_batches_until_it_is_healed()
    {
        var host = new SimulatedHost(1);
        var recorder = Recorder(host, "a");
        host.Network.Cut("b", "a");
        Relay(host, "b", recorder, [1, new TestNode(2), 3, new TestNode(4)]);
        Relay(host, "c", recorder, [5]);
        host.RunUntilIdle();
        Assert.Equal([5], _probe.Messages);
        host.Network.Heal();
        Relay(host, "b", recorder, [6]);
        host.RunUntilIdle();
        Assert.Equal([2, 4], _probe.Messages.OfType<TestNode>().Select(node => node.Number));
        Assert.Equal([5, 6], _probe.Messages.OfType<int>());
    }

    [Fact]
    public void A_partition_cuts_both_ways()
    {
        var host = new SimulatedHost(1);
        host.Network.Partition("a", "b");
        Relay(host, "a", Recorder(host, "b"), [1]);
        Relay(host, "b", Recorder(host, "a"), [2]);
        host.RunUntilIdle();
        Assert.Empty(_probe.Messages);
    }

    [Fact]
    public void Actors_of_a_crashed_node_vanish_without_a_last_word()
    {
        var host = new SimulatedHost(1);
        var node = host.Node("a");
        var root = node.Spawn(Script.Props(
            (context, message) =>
            {
                _probe.Tell(message);
                context.SetTimer("key", "timer", TimeSpan.FromSeconds(2));
                context.RunEffect(EffectKind.User, cancellation => WorkAsync(context.Time, cancellation), _ => "effect");
            },
            stop: _ => _probe.Tell("stopped")));
        root.Tell("go");
        host.After(TimeSpan.FromSeconds(1), () => host.CrashNode("a"));
        host.RunUntilIdle();
        root.Tell("too late");
        host.RunUntilIdle();
        Assert.Equal(["go", "effect started"], _probe.Messages);
        Assert.Throws<InvalidOperationException>(() => node.Spawn(Script.Props()));
        Assert.Throws<InvalidOperationException>(() => host.CrashNode("a"));

        async ValueTask<int> WorkAsync(TimeProvider time, CancellationToken cancellation)
        {
            _probe.Tell("effect started");
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(3), time, cancellation);
            }
            finally
            {
                _probe.Tell("effect went on");
            }
            return 1;
        }
    }

    [Fact]
    public void Watchers_on_other_nodes_notice_a_crash_even_through_a_partition()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var probe = new Probe(() => { });
            var host = new SimulatedHost(seed);
            var watched = host.Node("a").Spawn(Script.Props());
            var watcher = host.Node("b").Spawn(Script.Props((context, message) =>
            {
                if (message is "watch")
                    context.Watch(watched);
                else
                    probe.Tell(message);
            }));
            watcher.Tell("watch");
            host.RunUntilIdle();
            var asked = host.Node("b").AskAsync<string>(watched, "no answer");
            host.Network.Partition("a", "b");
            host.CrashNode("a");
            Assert.Empty(probe.Messages);
            host.RunUntilIdle();
            Assert.Equal([new Terminated(watched)], probe.Messages);
            host.Network.Heal();
            // One that ended with the node can still be watched, by its own watcher again and by code outside.
            watcher.Tell("watch");
            var ended = host.Node("b").WhenEndedAsync(watched);
            host.RunUntilIdle();
            Assert.Equal(2, probe.Count);
            Assert.True(ended.IsCompletedSuccessfully);
            Assert.True(asked.IsFaulted);
        }
    }

    [Fact]
    public void The_end_of_what_a_crashed_node_had_sent_is_lost()
    {
        var arrived = new HashSet<int>();
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var probe = new Probe(() => { });
            var host = new SimulatedHost(seed);
            var recorder = host.Node("a").Spawn(Script.Props((_, message) => probe.Tell(message)));
            var sent = false;
            host.Node("b").Spawn(Script.Props((_, _) =>
            {
                for (var i = 0; i < 10; i++)
                    recorder.Tell(i);
                sent = true;
            })).Tell("go");
            host.RunUntil(() => sent);
            host.CrashNode("b");
            host.RunUntilIdle();
            Assert.Equal(Enumerable.Range(0, probe.Count).Cast<object>(), probe.Messages);
            arrived.Add(probe.Count);
        }
        Assert.InRange(arrived.Count, 8, 11);
    }

    [Fact]
    public void A_node_that_starts_again_is_another_incarnation()
    {
        var host = new SimulatedHost(1);
        var old = Recorder(host, "a");
        host.CrashNode("a");
        var next = Recorder(host, "a");
        Assert.Equal(old.Address.Path, next.Address.Path);
        Assert.NotEqual(old, next);
        Relay(host, "b", old, ["to the old one"]);
        Relay(host, "b", next, ["to the new one"]);
        host.RunUntilIdle();
        Assert.Equal(["to the new one"], _probe.Messages);
    }

    private IActorRef Recorder(SimulatedHost host, string node) =>
        host.Node(node).Spawn(Script.Props((_, message) => _probe.Tell(message)), "recorder");

    private static void Relay(SimulatedHost host, string node, IActorRef to, IEnumerable<object> messages) =>
        host.Node(node).Spawn(Script.Props(start: _ =>
        {
            foreach (var message in messages)
                to.Tell(message);
        }));
}
