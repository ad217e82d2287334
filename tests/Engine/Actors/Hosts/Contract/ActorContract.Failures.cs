using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <content>What becomes of an actor that throws.</content>
public abstract partial class ActorContract
{
    [Fact]
    public Task The_parent_of_a_failed_child_is_told_before_its_end() => OnEachDriver(async driver =>
    {
        foreach (var dispatcher in AllDispatchers)
        {
            var probe = driver.NewProbe();
            var handled = driver.NewProbe();
            var parent = driver.Spawn((context, message) =>
            {
                if (message is not "go")
                {
                    probe.Tell(message, context.Sender);
                    return;
                }
                var child = context.Spawn(Script.Props(
                    (_, got) =>
                    {
                        handled.Tell(got);
                        throw new TimeoutException("on purpose");
                    },
                    dispatcher));
                context.Watch(child);
                child.Tell(1);
                child.Tell(2);
            });
            parent.Tell("go");
            await driver.UntilAsync(() => probe.Count == 2);
            var failed = Assert.IsType<ChildFailed>(probe.Messages[0]);
            Assert.IsType<TimeoutException>(failed.Error);
            Assert.Equal(failed.Child, probe.Senders[0]);
            Assert.Equal(new Terminated(failed.Child), probe.Messages[1]);
            Assert.Equal([1], handled.Messages);
        }
    });

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    public Task A_failure_to_start_or_to_stop_is_told_too(string when) => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var parent = driver.Spawn((context, message) =>
        {
            if (message is not "go")
            {
                probe.Tell(message);
                return;
            }
            var child = context.Spawn(Script.Props(
                start: _ => FailIf(when == "start"),
                stop: _ => FailIf(when == "stop")));
            context.Watch(child);
            context.Stop(child);
        });
        parent.Tell("go");
        await driver.UntilAsync(() => probe.Count == 2);
        Assert.Equal("on purpose", Assert.IsType<ChildFailed>(probe.Messages[0]).Error.Message);
        Assert.IsType<Terminated>(probe.Messages[1]);
    });

    [Fact]
    public Task A_failed_actor_stops_its_children_and_then_itself() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var parent = driver.Spawn((context, message) =>
        {
            if (message is "go")
            {
                context.Watch(context.Spawn(
                    Script.Props(
                        (_, _) => FailIf(true),
                        start: child =>
                        {
                            child.Spawn(Script.Props(stop: _ => probe.Tell("grandchild")));
                            child.Self.Tell("fail");
                        },
                        stop: _ => probe.Tell("child"))));
            }
            else if (message is Terminated)
            {
                probe.Tell("terminated");
            }
        });
        parent.Tell("go");
        await driver.UntilAsync(() => probe.Has("terminated"));
        Assert.Equal(["grandchild", "child", "terminated"], probe.Messages);
    });

    [Fact]
    public Task A_failing_factory_fails_the_one_who_spawns() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var props = Props.Create<Script>(() => throw new TimeoutException("on purpose"));
        Assert.Throws<TimeoutException>(() => driver.Host.Spawn(props, "root"));
        driver.Host.Spawn(Script.Props(), "root");
        var parent = driver.Spawn((context, _) =>
        {
            Assert.Throws<TimeoutException>(() => context.Spawn(props, "child"));
            probe.Tell(context.Spawn(Script.Props(), "child"));
        });
        parent.Tell("go");
        await driver.UntilAsync(() => probe.Count == 1);
    });

    [Fact]
    public Task The_failure_of_a_root_is_told_to_the_host() => OnEachDriver(async driver =>
    {
        var root = driver.Spawn((_, _) => FailIf(true));
        root.Tell("fail");
        await driver.UntilAsync(() => driver.RootFailures.Count == 1);
        await driver.WhenAsync(driver.Host.WhenEndedAsync(root));
        Assert.Equal("on purpose", ((Exception)driver.RootFailures.Messages[0]).Message);
        Assert.Equal(root, driver.RootFailures.Senders[0]);
    });

    private static void FailIf(bool fails)
    {
        if (fails)
            throw new TimeoutException("on purpose");
    }
}
