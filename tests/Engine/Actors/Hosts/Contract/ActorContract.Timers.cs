using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <content>Timers.</content>
public abstract partial class ActorContract
{
    [Fact]
    public Task A_timer_tells_its_actor_once_after_the_delay() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        long set = 0;
        var delay = TimeSpan.FromMilliseconds(5);
        var actor = driver.Spawn((context, message) =>
        {
            if (message is "go")
            {
                set = context.Time.GetTimestamp();
                context.SetTimer("key", "due", delay);
                return;
            }
            probe.Tell(message, context.Sender);
            probe.Tell(context.Time.GetElapsedTime(set) >= delay);
        });
        actor.Tell("go");
        await driver.UntilAsync(() => probe.Count == 2);
        Assert.Equal(["due", true], probe.Messages);
        Assert.Equal(actor, probe.Senders[0]);
    });

    [Fact]
    public Task Only_the_last_setting_of_a_timer_arrives() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var actor = driver.Spawn((context, message) =>
        {
            if (message is int number && number < 0)
            {
                context.SetTimer("key", number, TimeSpan.FromTicks(-1));
                context.SetTimer("key", number - 1, TimeSpan.FromTicks(number % 7));
                context.SetTimer("key", -number, TimeSpan.Zero);
            }
            else
            {
                probe.Tell(message);
            }
        });
        for (var i = 1; i <= 200; i++)
        {
            actor.Tell(-i);
            await driver.UntilAsync(() => probe.Count == i);
        }
        Assert.Equal(Enumerable.Range(1, 200), probe.Messages.Cast<int>());
    });

    [Fact]
    public Task A_cancelled_timer_never_arrives_and_equal_keys_are_one_timer() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var actor = driver.Spawn((context, message) =>
        {
            if (message is not "go")
            {
                probe.Tell(message);
                return;
            }
            context.SetTimer(("key", 1), "cancelled", TimeSpan.Zero);
            context.SetTimer(("key", 2), "kept", TimeSpan.FromMilliseconds(1));
            context.CancelTimer(("key", 1));
            context.CancelTimer("unknown");
            context.SetTimer(("key", 3), "last", TimeSpan.FromMilliseconds(3));
        });
        actor.Tell("go");
        await driver.UntilAsync(() => probe.Has("last"));
        Assert.Equal(["kept", "last"], probe.Messages);
    });

    [Fact]
    public Task A_timer_of_an_ended_actor_reaches_nobody() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var props = Script.Props((context, message) =>
        {
            if (message is TimeSpan delay)
                context.SetTimer("key", $"after {delay.TotalMilliseconds}", delay);
            else
                probe.Tell(message);
        });
        var first = driver.Host.Spawn(props, "same");
        first.Tell(TimeSpan.FromMilliseconds(1));
        await driver.WhenAsync(driver.Host.StopAsync(first));
        var before = probe.Count;
        driver.Host.Spawn(props, "same").Tell(TimeSpan.FromMilliseconds(4));
        await driver.UntilAsync(() => probe.Has("after 4"));
        Assert.Equal(before + 1, probe.Count);
    });
}
