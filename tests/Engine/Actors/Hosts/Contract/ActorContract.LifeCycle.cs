using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <content>Start, stop and watching.</content>
public abstract partial class ActorContract
{
    [Fact]
    public Task An_actor_starts_before_its_first_message_and_stops_after_its_last() => OnEachDriver(async driver =>
    {
        foreach (var dispatcher in AllDispatchers)
        {
            var probe = driver.NewProbe();
            var actor = driver.Host.Spawn(Script.Props(
                (context, message) =>
                {
                    probe.Tell(message);
                    if (message is "stop")
                        context.Stop(context.Self);
                    probe.Tell("still handling");
                },
                dispatcher,
                start: _ => probe.Tell("start"),
                stop: _ => probe.Tell("stopped")));
            actor.Tell("stop");
            actor.Tell("too late");
            await driver.UntilAsync(() => probe.Has("stopped"));
            Assert.Equal(["start", "stop", "still handling", "stopped"], probe.Messages);
        }
    });

    [Fact]
    public Task Stopping_a_child_leaves_its_waiting_messages_and_drops_its_nodes() => OnEachDriver(async driver =>
    {
        var handled = driver.NewProbe();
        var dropped = driver.NewProbe();
        var signals = driver.NewProbe();
        var nodes = Enumerable.Range(0, 10).Select(i => new TestNode(i, dropped)).ToArray();
        // Both on the control thread: the child cannot run before its parent's handler has ended.
        var parent = driver.Spawn(
            (context, message) =>
            {
                if (message is Terminated)
                {
                    signals.Tell(message);
                    return;
                }
                var child = context.Spawn(Script.Props((_, got) => handled.Tell(got), Dispatcher.Control));
                context.Watch(child);
                foreach (var node in nodes)
                {
                    child.Tell(node);
                    child.Tell("waiting");
                }
                context.Stop(child);
            },
            Dispatcher.Control);
        parent.Tell("go");
        await driver.UntilAsync(() => signals.Count == 1 && dropped.Count == nodes.Length);
        Assert.Empty(handled.Messages);
        Assert.Equal(nodes, dropped.Messages);
    });

    [Fact]
    public Task An_ended_actor_handles_nothing_and_drops_nodes() => OnEachDriver(async driver =>
    {
        var handled = driver.NewProbe();
        var dropped = driver.NewProbe();
        var actor = driver.Spawn((_, message) => handled.Tell(message));
        await driver.WhenAsync(driver.Host.StopAsync(actor));
        actor.Tell("too late");
        actor.Tell(new TestNode(7, dropped));
        await driver.UntilAsync(() => dropped.Count == 1);
        Assert.Empty(handled.Messages);
    });

    [Fact]
    public Task Children_end_before_their_parent() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        Props Level(int depth) => Script.Props(
            start: context =>
            {
                for (var i = 0; depth > 0 && i < 2; i++)
                    context.Spawn(Level(depth - 1), $"{i}");
                if (depth == 0)
                    probe.Tell("leaf");
            },
            stop: context => probe.Tell(context.Self.Address.Path));
        var root = driver.Host.Spawn(Level(3), "root");
        await driver.UntilAsync(() => probe.Count == 8);
        await driver.WhenAsync(driver.Host.StopAsync(root));
        var ends = probe.Messages.Skip(8).Cast<string>().ToList();
        Assert.Equal(15, ends.Count);
        foreach (var path in ends.Where(path => path != "root"))
            Assert.True(ends.IndexOf(path) < ends.IndexOf(path[..path.LastIndexOf('/')]), $"{path} ended after its parent");
    });

    [Fact]
    public Task A_watcher_is_told_once_even_if_the_actor_has_ended_already() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var watched = driver.Spawn((context, _) => context.Stop(context.Self));
        var watcher = driver.Spawn((context, message) =>
        {
            if (message is "watch")
            {
                context.Watch(watched);
                context.Watch(watched);
                watched.Tell("end");
            }
            else
            {
                probe.Tell(message, context.Sender);
            }
        });
        for (var i = 1; i <= 2; i++)
        {
            watcher.Tell("watch");
            await driver.UntilAsync(() => probe.Count == i);
        }
        watcher.Tell("marker");
        await driver.UntilAsync(() => probe.Has("marker"));
        Assert.Equal([new Terminated(watched), new Terminated(watched), "marker"], probe.Messages);
        Assert.Equal(watched, probe.Senders[0]);
    });

    [Fact]
    public Task The_end_is_told_after_all_that_the_ended_actor_said() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var parent = driver.Spawn((context, message) =>
        {
            if (message is not "go")
            {
                probe.Tell(message);
                return;
            }
            context.Watch(context.Spawn(Script.Props(
                start: child =>
                {
                    for (var i = 0; i < 50; i++)
                        child.Parent.Tell(i, child.Self);
                    child.Stop(child.Self);
                })));
        });
        parent.Tell("go");
        await driver.UntilAsync(() => probe.Messages.Any(message => message is Terminated));
        Assert.Equal(Enumerable.Range(0, 50), probe.Messages.Take(50).Cast<int>());
    });

    [Fact]
    public Task After_unwatch_the_end_is_not_told() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var ended = driver.NewProbe();
        var watched = driver.Host.Spawn(Script.Props((context, _) => context.Stop(context.Self), stop: _ => ended.Tell("end")));
        var watcher = driver.Spawn((context, message) =>
        {
            if (message is "watch")
            {
                context.Watch(watched);
                watched.Tell("end");
            }
            else if (message is "unwatch")
            {
                context.Unwatch(watched);
                watched.Tell("end");
            }
            else
            {
                probe.Tell(message);
            }
        });
        // One teller, so that the order holds: the watcher may or may not have heard of the end when it changes its mind.
        driver.Spawn((_, _) =>
        {
            watcher.Tell("watch");
            watcher.Tell("unwatch");
            watcher.Tell("marker");
        }).Tell("go");
        await driver.UntilAsync(() => probe.Has("marker") && ended.Count == 1);
        watcher.Tell("later");
        await driver.UntilAsync(() => probe.Has("later"));
        var told = probe.Messages.TakeWhile(message => message is Terminated).Count();
        Assert.Equal(["marker", "later"], probe.Messages.Skip(told));
    });

    [Fact]
    public Task A_name_is_free_once_its_end_was_told_and_the_old_mailbox_stays_the_old_one() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        IActorRef? old = null;
        var parent = driver.Spawn((context, message) =>
        {
            var child = Script.Props((self, got) => probe.Tell((got, self.Self.Address.Incarnation)));
            if (message is "first")
            {
                old = context.Spawn(child, "child");
                context.Watch(old);
                probe.Tell(Assert.Throws<InvalidOperationException>(() => context.Spawn(child, "child")).Message);
                context.Stop(old);
                old.Tell("to the old one");
            }
            else if (message is Terminated)
            {
                var next = context.Spawn(child, "child");
                Assert.NotEqual(old, next);
                old!.Tell("to the old one");
                next.Tell("to the new one");
            }
        });
        parent.Tell("first");
        await driver.UntilAsync(() => probe.Messages.Any(message => message is ("to the new one", _)));
        Assert.Contains("living child 'child'", (string)probe.Messages[0], StringComparison.Ordinal);
        var handled = probe.Messages.Skip(1).Cast<(object Message, long Incarnation)>().ToList();
        Assert.All(handled, got => Assert.Equal(got.Message is "to the new one", got.Incarnation != old!.Address.Incarnation));
    });

    [Fact]
    public Task An_actor_stops_nobody_but_itself_and_its_children() => OnEachDriver(async driver =>
    {
        var stranger = driver.Spawn((_, _) => { });
        var actor = driver.Spawn((context, _) =>
            context.Sender.Tell(Assert.Throws<ArgumentException>(() => context.Stop(stranger)).Message));
        var error = await driver.ResultAsync(driver.Host.AskAsync<string>(actor, "try"));
        Assert.Contains("stops itself or its children", error, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_an_actor_closes_is_closed_once_between_its_last_handler_and_its_end(bool fails) => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var parent = driver.Spawn((context, message) =>
        {
            if (message is not "go")
            {
                probe.Tell(message switch
                {
                    ChildFailed failed => failed.Error.Message,
                    Terminated => "terminated",
                    _ => message,
                });
                return;
            }
            var child = context.Spawn(Script.Props(
                start: self => self.Spawn(Script.Props(stop: _ => probe.Tell("grandchild stopped"))),
                stop: _ => probe.Tell("stopped"),
                close: async () =>
                {
                    await Task.Yield();
                    probe.Tell("closed");
                    FailIf(fails);
                }));
            context.Watch(child);
            context.Stop(child);
        });
        parent.Tell("go");
        await driver.UntilAsync(() => probe.Has("terminated"));
        string[] failure = fails ? ["on purpose"] : [];
        Assert.Equal(["grandchild stopped", "stopped", "closed", .. failure, "terminated"], probe.Messages);
    });
}
