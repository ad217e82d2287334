using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>What a run is: repeatable, in virtual time, and failing where it would not be.</summary>
public sealed class SimulatedRunTests
{
    [Fact]
    public void One_seed_gives_one_run_and_another_seed_another()
    {
        (ulong Digest, string Order) Run(ulong seed)
        {
            var host = new SimulatedHost(seed, new() { Faults = new() { Drop = 0.1, Duplicate = 0.1 } });
            var probe = new Probe(() => { });
            var receiver = host.Node("a").Spawn(Script.Props((context, message) =>
            {
                probe.Tell(message);
                context.RunEffect(EffectKind.User, async _ => await YieldAsync(context.Time), _ => "effect");
                context.SetTimer(message, "timer", TimeSpan.FromMicroseconds(context.NextRandom() % 100));
                if (message is "effect" or "timer")
                    context.Stop(context.Self);
            }));
            for (var i = 0; i < 10; i++)
                host.Node(i % 2 == 0 ? "a" : "b").Spawn(Script.Props((_, message) => receiver.Tell(message))).Tell(i);
            host.RunUntilIdle();
            return (host.Digest, string.Join(' ', probe.Messages));
        }

        var runs = Enumerable.Range(1, 20).Select(seed => Run((ulong)seed)).ToList();
        Assert.Equal(runs, Enumerable.Range(1, 20).Select(seed => Run((ulong)seed)));
        Assert.Equal(20, runs.Select(run => run.Digest).Distinct().Count());
        Assert.InRange(runs.Select(run => run.Order).Distinct().Count(), 10, 20);
    }

    [Fact]
    public void The_digest_of_a_run_is_the_same_in_every_process()
    {
        var host = new SimulatedHost(7);
        var actor = host.Node("a").Spawn(Script.Props((context, message) => context.SetTimer("key", "again", TimeSpan.FromSeconds(1))));
        actor.Tell("go");
        host.RunFor(TimeSpan.FromMinutes(1));
        // Another value after a change of the simulation itself is no error: take it over.
        Assert.Equal(18158729178789019769UL, host.Digest);
    }

    [Fact]
    public void Hours_pass_in_no_time_and_only_as_far_as_asked()
    {
        var host = new SimulatedHost(1);
        var probe = new Probe(() => { });
        var start = host.Time.GetUtcNow();
        host.Node("a").Spawn(Script.Props((context, message) =>
        {
            probe.Tell(context.Time.GetUtcNow() - start);
            context.SetTimer("key", "again", TimeSpan.FromHours(1));
        })).Tell("go");
        host.RunFor(TimeSpan.FromHours(10));
        Assert.Equal(TimeSpan.FromHours(10), host.Time.GetUtcNow() - start);
        Assert.Equal(10, probe.Count);
        Assert.InRange((TimeSpan)probe.Messages[9], TimeSpan.FromHours(9), TimeSpan.FromHours(9.001));
    }

    [Fact]
    public void Every_await_of_an_effect_is_a_step_that_others_can_come_between()
    {
        var orders = new HashSet<string>();
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var host = new SimulatedHost(seed);
            var probe = new Probe(() => { });
            foreach (var name in (string[])["x", "y"])
            {
                host.Node("a").Spawn(Script.Props(start: context => context.RunEffect(
                    EffectKind.Io,
                    async _ =>
                    {
                        for (var i = 0; i < 3; i++)
                        {
                            probe.Tell(name);
                            await Task.Yield();
                        }
                        return 0;
                    },
                    outcome => outcome)));
            }
            host.RunUntilIdle();
            orders.Add(string.Concat(probe.Messages));
        }
        Assert.InRange(orders.Count, 15, 20);
    }

    [Fact]
    public void An_await_that_leaves_the_simulation_fails_the_run_and_says_where_it_began()
    {
        var host = new SimulatedHost(3);
        using var awaited = new ManualResetEventSlim();
        host.Node("a").Spawn(Script.Props(start: StartOnARealThread), "leaver");
        while (host.Step())
        {
        }
        // Only now, so that the task cannot have ended before it was awaited, which would be no escape.
        awaited.Set();
        var error = Assert.Throws<SimulationException>(StepUntilItFails);
        Assert.Contains("Seed 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("a/leaver#", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(An_await_that_leaves_the_simulation_fails_the_run_and_says_where_it_began), error.Message, StringComparison.Ordinal);
        Assert.Same(error, Assert.Throws<SimulationException>(() => host.Step()));

        // The real thread comes back when it pleases; until then the simulation has nothing to do.
        void StepUntilItFails()
        {
            while (true)
                host.Step();
        }

        void StartOnARealThread(IActorContext context) => context.RunEffect(
            EffectKind.User,
            async _ =>
            {
                await Task.Run(() => awaited.Wait(), CancellationToken.None);
                return 0;
            },
            outcome => outcome);
    }

    [Fact]
    public void An_effect_that_nothing_can_end_fails_the_run()
    {
        var host = new SimulatedHost(3);
        host.Node("a").Spawn(Script.Props(start: WaitForEver), "waiter");
        var error = Assert.Throws<SimulationException>(host.RunUntilIdle);
        Assert.Contains("a/waiter#", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(An_effect_that_nothing_can_end_fails_the_run), error.Message, StringComparison.Ordinal);

        static void WaitForEver(IActorContext context) =>
            context.RunEffect(EffectKind.User, _ => new ValueTask<int>(new TaskCompletionSource<int>().Task), outcome => outcome);
    }

    [Fact]
    public void A_condition_that_cannot_come_true_and_a_livelock_fail_the_run()
    {
        var idle = new SimulatedHost(1);
        Assert.Contains(
            "the condition does not hold",
            Assert.Throws<SimulationException>(() => idle.RunUntil(() => false)).Message,
            StringComparison.Ordinal);

        var busy = new SimulatedHost(1, new() { MaxSteps = 1000 });
        busy.Node("a").Spawn(Script.Props((context, message) => context.Self.Tell(message))).Tell("again");
        Assert.Contains("1000 steps", Assert.Throws<SimulationException>(busy.RunUntilIdle).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_root_fails_the_run_unless_someone_listens()
    {
        var host = new SimulatedHost(1);
        host.Node("a").Spawn(Script.Props((_, _) => throw new TimeoutException("on purpose")), "root").Tell("go");
        var error = Assert.Throws<SimulationException>(host.RunUntilIdle);
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Contains("a/root#", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_runs_at_its_time()
    {
        var host = new SimulatedHost(1);
        var start = host.Time.GetUtcNow();
        TimeSpan? at = null;
        host.After(TimeSpan.FromSeconds(3), () => at = host.Time.GetUtcNow() - start);
        host.RunUntilIdle();
        Assert.Equal(TimeSpan.FromSeconds(3), at);
    }

    private static async ValueTask<int> YieldAsync(TimeProvider time)
    {
        await Task.Yield();
        await Task.Delay(TimeSpan.FromMicroseconds(10), time);
        return 1;
    }
}
