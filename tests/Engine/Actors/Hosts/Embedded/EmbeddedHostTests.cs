using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

public sealed class EmbeddedHostTests
{
    [Fact]
    public async Task Each_dispatcher_has_its_threads()
    {
        await using var driver = new EmbeddedDriver(new() { Node = "n" });
        async Task<(string? Name, bool Pool)> ThreadOf(Dispatcher dispatcher, string name)
        {
            var actor = driver.Spawn(
                (context, _) => context.Sender.Tell((Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread)),
                dispatcher,
                name);
            return await driver.Host.AskAsync<(string?, bool)>(actor, "where");
        }

        Assert.True((await ThreadOf(Dispatcher.Pool, "pool")).Pool);
        Assert.Equal(("n control", false), await ThreadOf(Dispatcher.Control, "control"));
        Assert.Equal(("own", false), await ThreadOf(Dispatcher.Dedicated, "own"));
    }

    [Fact]
    public async Task Io_effects_stay_on_a_bounded_number_of_threads_after_awaits_too()
    {
        await using var driver = new EmbeddedDriver(new() { Node = "n", IoThreads = 2 });
        var probe = driver.NewProbe();
        var actor = driver.Spawn((context, message) =>
        {
            if (message is not "go")
            {
                probe.Tell(message);
                return;
            }
            for (var i = 0; i < 50; i++)
                context.RunEffect(EffectKind.Io, ThreadsAsync, outcome => outcome.Value);
        });
        actor.Tell("go");
        await driver.UntilAsync(() => probe.Count == 50);
        var threads = probe.Messages.SelectMany(message => (Thread[])message).Distinct().ToList();
        Assert.InRange(threads.Count, 1, 2);
        Assert.All(threads, thread => Assert.Equal("n I/O", thread.Name));

        static async ValueTask<Thread[]> ThreadsAsync(CancellationToken cancellation)
        {
            var before = Thread.CurrentThread;
            // Continued by the thread pool if nothing brings it back.
            await Task.Run(() => { }, cancellation);
            return [before, Thread.CurrentThread];
        }
    }

    [Fact]
    public async Task A_timer_whose_message_waits_in_the_mailbox_can_still_be_cancelled_or_replaced()
    {
        await using var driver = new EmbeddedDriver();
        var probe = driver.NewProbe();
        using var posted = new ManualResetEventSlim();
        // Timers are posted by one thread in the order of their deadlines: when this one has come, those before it have been posted.
        var later = driver.Spawn((context, message) =>
        {
            if (message is "go")
                context.SetTimer("later", "due", TimeSpan.FromMilliseconds(1));
            else
                posted.Set();
        });
        var actor = driver.Spawn(
            (context, message) =>
            {
                if (message is not "go")
                {
                    probe.Tell(message);
                    return;
                }
                context.SetTimer("cancelled", "cancelled", TimeSpan.Zero);
                context.SetTimer("replaced", "old", TimeSpan.Zero);
                later.Tell("go");
                posted.Wait();
                context.CancelTimer("cancelled");
                context.SetTimer("replaced", "new", TimeSpan.Zero);
            },
            Dispatcher.Dedicated);
        actor.Tell("go");
        await driver.UntilAsync(() => probe.Has("new"));
        Assert.Equal(["new"], probe.Messages);
    }

    [Fact]
    public async Task A_stop_overtakes_the_messages_that_an_actor_has_taken_already()
    {
        await using var driver = new EmbeddedDriver();
        var probe = driver.NewProbe();
        using var stopped = new ManualResetEventSlim();
        var actor = driver.Spawn(
            (context, message) =>
            {
                if (message is "go")
                {
                    // Told in one turn, they are taken together in the next.
                    for (var i = 1; i <= 3; i++)
                        context.Self.Tell(i);
                    return;
                }
                probe.Tell(message);
                stopped.Wait();
            },
            Dispatcher.Dedicated);
        actor.Tell("go");
        await driver.UntilAsync(() => probe.Count == 1);
        var ended = driver.Host.StopAsync(actor);
        stopped.Set();
        await driver.WhenAsync(ended);
        Assert.Equal([1], probe.Messages);
    }

    [Fact]
    public async Task A_turn_over_the_limit_is_logged_with_path_and_message()
    {
        var log = new RecordingLogger();
        await using var driver = new EmbeddedDriver(new() { SlowTurn = TimeSpan.FromTicks(1), Logger = log });
        var actor = driver.Spawn((context, message) => context.Sender.Tell(message), name: "slow");
        await driver.Host.AskAsync<Uri>(actor, new Uri("urn:message"));
        await driver.WhenAsync(driver.Host.StopAsync(actor));
        var slow = string.Join(' ', log.Lines.Where(line => line.Id == 100).Select(line => line.Text));
        Assert.Contains("local/slow#", slow, StringComparison.Ordinal);
        Assert.Contains("Uri", slow, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_logged_and_a_failing_handler_of_it_too()
    {
        var log = new RecordingLogger();
        await using var host = new EmbeddedHost(new()
        {
            Logger = log,
            SlowTurn = TimeSpan.MaxValue,
            OnRootFailure = (_, _) => throw new TimeoutException("handler"),
        });
        var actor = host.Spawn(Script.Props((_, _) => throw new TimeoutException("on purpose")));
        actor.Tell("go");
        await host.WhenEndedAsync(actor);
        Assert.Equal([101, 102], log.Lines.Select(line => line.Id));
    }

    [Fact]
    public async Task Disposing_stops_all_actors_and_waits_for_their_effects()
    {
        var probe = new Probe(() => { });
        var host = new EmbeddedHost();
        foreach (var dispatcher in Enum.GetValues<Dispatcher>())
        {
            host.Spawn(Script.Props(
                dispatcher: dispatcher,
                start: context => context.RunEffect(EffectKind.User, HeedCancellationAsync, outcome => outcome),
                stop: _ => probe.Tell("stopped")));
        }
        await host.DisposeAsync();
        await host.DisposeAsync();
        Assert.Equal(3, probe.Messages.Count(message => message is "stopped"));
        Assert.Equal(3, probe.Messages.Count(message => message is "effect"));
        Assert.Throws<ObjectDisposedException>(() => host.Spawn(Script.Props()));

        async ValueTask<int> HeedCancellationAsync(CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
            probe.Tell("effect");
            return 1;
        }
    }

    [Fact]
    public async Task Disposing_leaves_behind_and_names_who_does_not_stop()
    {
        var log = new RecordingLogger();
        var never = new TaskCompletionSource<int>();
        var host = new EmbeddedHost(new() { Logger = log, StopTimeout = TimeSpan.Zero });
        host.Spawn(
            Script.Props(start: context => context.RunEffect(EffectKind.User, _ => new ValueTask<int>(never.Task), outcome => outcome)),
            "stubborn");
        await host.DisposeAsync();
        Assert.Contains(log.Lines, line => line.Id == 104 && line.Text.Contains("local/stubborn#", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Telling_a_node_and_handling_it_allocates_nothing()
    {
        const int Rounds = 100_000;
        await using var driver = new EmbeddedDriver(new() { SlowTurn = TimeSpan.MaxValue });
        IActorRef? asker = null;
        var rounds = 0;
        long allocated = 0;
        // A thread of its own, so that the count is of nothing else.
        var actor = driver.Spawn(
            (context, message) =>
            {
                if (message is TestNode)
                {
                    if (rounds++ < Rounds)
                        context.Self.Tell(message, context.Self);
                    else
                        Answer(GC.GetAllocatedBytesForCurrentThread() - allocated);
                    return;
                }
                asker = context.Sender;
                rounds = 0;
                var node = new TestNode(1);
                allocated = GC.GetAllocatedBytesForCurrentThread();
                context.Self.Tell(node);
            },
            Dispatcher.Dedicated);
        await driver.Host.AskAsync<long>(actor, "warm up");
        Assert.Equal(0, await driver.Host.AskAsync<long>(actor, "measure"));

        void Answer(long bytes) => asker!.Tell(bytes);
    }

    private sealed class RecordingLogger : ILogger
    {
        private readonly List<(int Id, string Text)> _lines = [];

        internal IReadOnlyList<(int Id, string Text)> Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
                _lines.Add((eventId.Id, formatter(state, exception)));
        }
    }
}
