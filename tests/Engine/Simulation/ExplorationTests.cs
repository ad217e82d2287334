using ActorStream.Coordinator;
using ActorStream.Tests.Simulation.Exploration;
using Xunit;

namespace ActorStream.Tests.Engine.Simulation;

/// <summary>The exploration of the smallest scope, and what makes it trustworthy: which states are one, and which are not.</summary>
public sealed class ExplorationTests
{
    private static readonly Scope Smallest = new("smallest") { About = "the final round alone", Rounds = 0 };

    [Fact]
    public void Every_order_of_the_smallest_scope_ends_well()
    {
        var explorer = Explored(Smallest with { Crashes = [Crash.Worker, Crash.Coordinator, Crash.Both] });

        Assert.Null(explorer.Violation?.What);
        Assert.True(explorer.IsComplete);
        Assert.InRange(explorer.States, 50, 2000);
        Assert.InRange(explorer.Crashes, 50, 3 * explorer.States);
    }

    [Fact]
    public void Orders_that_need_not_be_taken_lead_to_no_other_state()
    {
        var (all, some) = (Explored(Smallest, usesSleepSets: false), Explored(Smallest));

        Assert.Equal(all.States, some.States);
        Assert.True(some.Transitions < all.Transitions, $"{some.Transitions} of {all.Transitions} transitions");
    }

    [Fact]
    public void Two_orders_of_steps_of_different_actors_lead_to_one_state()
    {
        var (one, other) = (new Execution(Smallest), new Execution(Smallest));
        Assert.Equal(one.Hash(), other.Hash());
        var (first, second) = (one.Choices()[0].Label, one.Choices()[1].Label);

        Take(one, first);
        Take(other, second);
        Assert.NotEqual(one.Hash(), other.Hash());

        Take(one, second);
        Take(other, first);
        Assert.Equal(one.Hash(), other.Hash());
    }

    [Fact]
    public void Two_orders_of_batches_at_one_sink_lead_to_different_states()
    {
        var (one, other) = (new Execution(Smallest), new Execution(Smallest));
        string[] deliveries = ["agent/e1-1.0 <- agent/e1-0.0", "agent/e1-1.0 <- agent/e1-0.1"];
        foreach (var run in new[] { one, other })
        {
            foreach (var fetched in run.Choices().Select(static choice => choice.Label).ToList()) Take(run, fetched);
        }

        foreach (var delivery in deliveries) Take(one, delivery);
        foreach (var delivery in deliveries.Reverse()) Take(other, delivery);

        Assert.NotEqual(one.Hash(), other.Hash());
    }

    [Fact]
    public void What_a_crash_leaves_behind_does_not_depend_on_what_died()
    {
        var (one, other) = (new Execution(Smallest), new Execution(Smallest));
        one.Take(one.Choices()[0]);

        Assert.NotEqual(one.Hash(), other.Hash());
        Assert.Equal(one.HashAfter(Crash.Both), other.HashAfter(Crash.Both));
    }

    [Fact]
    public void Crash_around_an_effect_of_a_recovery_is_recovered_from()
    {
        foreach (var isBefore in new[] { true, false })
        {
            var run = new CrashSweep(new CrashPoint(SweptCrash.Power, 56, isBefore), new CrashPoint(SweptCrash.Coordinator, 12, isBefore));

            Assert.Null(run.Run());
            Assert.True(run.HasCrashed);
        }
    }

    [Fact]
    public void Power_loss_around_any_effect_of_a_stop_with_a_savepoint_is_recovered_from()
    {
        var output = new StringWriter();
        var wrong = CrashSweeps.SweepStop(output, ClaimMode.Claim, SweptCrash.Power);

        Assert.True(wrong == 0, output.ToString());
    }

    private static Explorer Explored(Scope scope, bool usesSleepSets = true)
    {
        var explorer = new Explorer(scope, usesSleepSets);
        explorer.Explore(static () => false);
        return explorer;
    }

    private static void Take(Execution run, string label) => run.Take(run.Choices().Single(choice => choice.Label == label));
}
