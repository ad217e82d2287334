using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <content>Effects.</content>
public abstract partial class ActorContract
{
    private static readonly EffectKind[] AllKinds = Enum.GetValues<EffectKind>();

    [Fact]
    public Task The_outcome_of_an_effect_comes_back_as_a_message() => OnEachDriver(async driver =>
    {
        foreach (var kind in AllKinds)
        {
            var actor = driver.Spawn((context, message) =>
            {
                if (message is (IActorRef asker, Outcome<int> outcome))
                {
                    asker.Tell(outcome);
                    return;
                }
                var sender = context.Sender;
                context.RunEffect(
                    kind,
                    async _ =>
                    {
                        await Task.Yield();
                        return message is int number ? number + 1 : throw new TimeoutException("on purpose");
                    },
                    result => (sender, result));
            });
            Assert.Equal(42, (await driver.ResultAsync(driver.Host.AskAsync<Outcome<int>>(actor, 41))).Value);
            var failed = await driver.ResultAsync(driver.Host.AskAsync<Outcome<int>>(actor, "fail"));
            Assert.False(failed.Succeeded);
            Assert.IsType<TimeoutException>(failed.Error);
            Assert.Throws<InvalidOperationException>(() => failed.Value);
        }
    });

    [Fact]
    public Task Work_that_throws_before_it_awaits_is_an_outcome_too() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var actor = driver.Spawn((context, message) =>
        {
            if (message is Outcome<int> outcome)
                probe.Tell(outcome.Error!.Message);
            else
                context.RunEffect<int>(EffectKind.Io, _ => throw new TimeoutException("on purpose"), result => result);
        });
        actor.Tell("go");
        await driver.UntilAsync(() => probe.Count == 1);
        Assert.Equal("on purpose", probe.Messages[0]);
    });

    [Fact]
    public Task A_message_that_cannot_be_made_of_an_outcome_fails_the_actor() => OnEachDriver(async driver =>
    {
        var actor = driver.Spawn((context, _) =>
            context.RunEffect<int>(EffectKind.User, _ => new(1), _ => throw new TimeoutException("on purpose")));
        actor.Tell("go");
        await driver.UntilAsync(() => driver.RootFailures.Count == 1);
        Assert.Equal("on purpose", ((Exception)driver.RootFailures.Messages[0]).Message);
        await driver.WhenAsync(driver.Host.WhenEndedAsync(actor));
    });

    [Fact]
    public Task An_effect_can_wait_by_the_clock_of_its_host() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var actor = driver.Spawn((context, message) =>
        {
            if (message is TimeSpan)
            {
                probe.Tell(message);
                return;
            }
            var time = context.Time;
            context.RunEffect(
                EffectKind.User,
                async cancellation =>
                {
                    var start = time.GetTimestamp();
                    await Task.Delay(TimeSpan.FromMilliseconds(3), time, cancellation);
                    return time.GetElapsedTime(start);
                },
                outcome => outcome.Value);
        });
        actor.Tell("go");
        await driver.UntilAsync(() => probe.Count == 1);
        Assert.IsType<TimeSpan>(probe.Messages[0]);
    });

    [Fact]
    public Task Stopping_cancels_effects_and_waits_for_them_before_the_end() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parent = driver.Spawn((context, message) =>
        {
            switch (message)
            {
                case "go":
                    var child = context.Spawn(
                        Script.Props(
                            (_, got) => probe.Tell($"handled {got}"),
                            start: child =>
                            {
                                var self = child.Self;
                                child.RunEffect(EffectKind.User, token => WorkAsync(self, token), _ => new TestNode(1, probe));
                            },
                            stop: _ => probe.Tell("stopped")),
                        "child");
                    context.Watch(child);
                    break;
                case IActorRef stop:
                    context.Stop(stop);
                    break;
                default:
                    probe.Tell(message is Terminated ? "terminated" : message);
                    break;
            }
        });
        parent.Tell("go");
        await driver.UntilAsync(() => probe.Count == 1);
        parent.Tell(probe.Senders[0]);
        await driver.UntilAsync(() => probe.Has("cancelled"));
        parent.Tell("the effect goes on");
        await driver.UntilAsync(() => probe.Has("the effect goes on"));
        probe.Tell("gate opens");
        gate.SetResult();
        await driver.UntilAsync(() => probe.Has("terminated"));
        Assert.Equal(["started", "cancelled", "the effect goes on", "gate opens"], probe.Messages.Take(4));
        Assert.IsType<TestNode>(probe.Messages[4]);
        Assert.Equal(["stopped", "terminated"], probe.Messages.Skip(5));

        async ValueTask<int> WorkAsync(IActorRef self, CancellationToken cancellation)
        {
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellation.Register(cancelled.SetResult);
            probe.Tell("started", self);
            await cancelled.Task;
            probe.Tell("cancelled");
            await gate.Task;
            return 1;
        }
    });

    [Fact]
    public Task A_failure_is_told_while_effects_still_run_and_a_grandparent_waits_for_them() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var top = driver.Spawn((context, message) =>
        {
            if (message is "go")
            {
                context.Watch(context.Spawn(Script.Props(
                    (_, got) => probe.Tell(((ChildFailed)got).Error.Message),
                    start: middle => middle.Spawn(Script.Props(
                        (_, _) => FailIf(true),
                        start: leaf =>
                        {
                            leaf.RunEffect(EffectKind.Io, WaitAsync, outcome => outcome);
                            leaf.Self.Tell("fail");
                        })))));
            }
            else if (message is "stop")
            {
                context.Stop(context.Self);
            }
        });
        top.Tell("go");
        await driver.UntilAsync(() => probe.Has("on purpose"));
        var ended = driver.Host.StopAsync(top);
        probe.Tell(ended.IsCompleted ? "ended" : "not ended");
        gate.SetResult();
        await driver.WhenAsync(ended);
        Assert.Equal(["on purpose", "not ended", "effect"], probe.Messages);

        async ValueTask<int> WaitAsync(CancellationToken cancellation)
        {
            await gate.Task;
            probe.Tell("effect");
            return 1;
        }
    });
}
