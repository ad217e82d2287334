using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <content>Telling, order and replies.</content>
public abstract partial class ActorContract
{
    private static readonly Dispatcher[] AllDispatchers = Enum.GetValues<Dispatcher>();

    [Fact]
    public Task Messages_of_one_sender_arrive_in_order_on_every_dispatcher() => OnEachDriver(async driver =>
    {
        foreach (var dispatcher in AllDispatchers)
        {
            const int Each = 500;
            var probe = driver.NewProbe();
            var receiver = driver.Spawn((_, message) => probe.Tell(message), dispatcher);
            foreach (var sender in AllDispatchers)
            {
                driver.Spawn(
                    (context, _) =>
                    {
                        for (var i = 0; i < Each; i++)
                            receiver.Tell((sender, i), context.Self);
                    },
                    sender).Tell("go");
            }
            await driver.UntilAsync(() => probe.Count == Each * AllDispatchers.Length);
            foreach (var messages in probe.Messages.Cast<(Dispatcher Sender, int Number)>().GroupBy(m => m.Sender))
                Assert.Equal(Enumerable.Range(0, Each), messages.Select(m => m.Number));
        }
    });

    [Fact]
    public Task An_actor_handles_one_message_at_a_time_and_sees_what_the_one_before_wrote() => OnEachDriver(async driver =>
    {
        const int Senders = 4;
        const int Each = 1000;
        var probe = driver.NewProbe();
        var count = 0;
        var receiver = driver.Spawn((_, _) =>
        {
            count++;
            if (count == Senders * Each)
                probe.Tell("all");
        });
        for (var i = 0; i < Senders; i++)
        {
            driver.Spawn((_, _) =>
            {
                for (var j = 0; j < Each; j++)
                    receiver.Tell("one");
            }).Tell("go");
        }
        await driver.UntilAsync(() => probe.Has("all"));
    });

    [Fact]
    public Task The_receiver_knows_who_told_it() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var receiver = driver.Spawn((context, message) => probe.Tell(message, context.Sender));
        var sender = driver.Spawn((context, message) => receiver.Tell(message, context.Self));
        sender.Tell("from the actor");
        await driver.UntilAsync(() => probe.Count == 1);
        receiver.Tell("from nobody");
        await driver.UntilAsync(() => probe.Count == 2);
        Assert.Equal([sender, ActorRefs.NoSender], probe.Senders);
    });

    [Fact]
    public Task A_question_from_outside_is_answered() => OnEachDriver(async driver =>
    {
        var actor = driver.Spawn((context, message) => context.Sender.Tell($"{message}!", context.Self));
        Assert.Equal("hello!", await driver.ResultAsync(driver.Host.AskAsync<string>(actor, "hello")));
    });

    [Fact]
    public Task A_question_to_an_actor_that_ends_or_answers_something_else_fails() => OnEachDriver(async driver =>
    {
        var actor = driver.Spawn((context, message) =>
        {
            if (message is "number")
                context.Sender.Tell(1);
            else
                context.Stop(context.Self);
        });
        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(
            () => driver.ResultAsync(driver.Host.AskAsync<string>(actor, "number")));
        Assert.Contains("answered Int32, expected was String", wrong.Message, StringComparison.Ordinal);
        for (var i = 0; i < 2; i++)
        {
            var ended = await Assert.ThrowsAsync<InvalidOperationException>(
                () => driver.ResultAsync(driver.Host.AskAsync<string>(actor, "stop")));
            Assert.Contains("ended before it answered", ended.Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public Task A_node_is_delivered_as_itself_again_and_again() => OnEachDriver(async driver =>
    {
        const int Rounds = 200;
        var probe = driver.NewProbe();
        var node = new TestNode(1);
        var echo = driver.Spawn((context, message) => context.Sender.Tell(message, context.Self));
        var rounds = 0;
        var first = driver.Spawn((context, message) =>
        {
            if (message is TestNode && ++rounds == Rounds)
                probe.Tell(message);
            else
                echo.Tell(node, context.Self);
        });
        first.Tell("go");
        await driver.UntilAsync(() => probe.Count == 1);
        Assert.Same(node, probe.Messages[0]);
    });

    [Fact]
    public Task Nodes_and_other_messages_keep_their_order() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        var receiver = driver.Spawn((_, message) => probe.Tell(message is TestNode node ? node.Number : message));
        driver.Spawn((_, _) =>
        {
            for (var i = 0; i < 100; i += 2)
            {
                receiver.Tell(new TestNode(i));
                receiver.Tell(i + 1);
            }
        }).Tell("go");
        await driver.UntilAsync(() => probe.Count == 100);
        Assert.Equal(Enumerable.Range(0, 100), probe.Messages.Cast<int>());
    });

    [Fact]
    public Task An_actor_may_tell_itself_without_shutting_others_out() => OnEachDriver(async driver =>
    {
        var probe = driver.NewProbe();
        foreach (var dispatcher in AllDispatchers)
        {
            var running = true;
            var loop = driver.Spawn(
                (context, message) =>
                {
                    running &= message is not "end";
                    if (running)
                        context.Self.Tell("again");
                    else
                        probe.Tell(dispatcher);
                },
                dispatcher);
            loop.Tell("start");
            driver.Spawn((_, _) => loop.Tell("end"), dispatcher).Tell("go");
            await driver.UntilAsync(() => probe.Has(dispatcher));
        }
    });
}
