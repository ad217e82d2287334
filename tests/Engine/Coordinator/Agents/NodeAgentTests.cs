using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Engine.Coordinator.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Agents;

public sealed class NodeAgentTests
{
    private static readonly ActorStreamSettings Settings = SimulatedJobOptions.ShortTimes;
    private readonly SimulatedHost _host = new(1);
    private readonly List<object> _heard = [];
    private readonly JobPlan _plan;
    private readonly IActorRef _agent;
    private readonly IActorRef _coordinator;

    public NodeAgentTests()
    {
        var builder = new JobBuilder("test", NoServices.Instance);
        new CountingJob().Declare(builder);
        _plan = JobPlan.Of(builder.Build(), 2);
        var files = new SimulatedDisk(1).Mount("worker");
        var environment = SubtaskEnvironments.Of(_plan, files, Settings);
        var node = _host.Node("worker");
        _agent = node.Spawn(NodeAgentActor.PropsOf(environment));
        _coordinator = node.Spawn(Props.Create(() => new Ear(_heard)));
    }

    [Fact]
    public void Repeated_deployment_is_answered_alike()
    {
        Tell(Deploy(1, 1), Deploy(1, 1));

        var answers = _heard.Cast<EpochDeployed>().ToList();
        Assert.Equal(2, answers.Count);
        Assert.Equal(_plan.Subtasks, answers[0].Subtasks.Keys.Order(
            Comparer<SubtaskId>.Create(static (a, b) => (a.Vertex, a.Index).CompareTo((b.Vertex, b.Index)))));
        Assert.Equal(answers[0].Subtasks, answers[1].Subtasks);
    }

    [Fact]
    public void Commands_of_an_older_term_are_ignored()
    {
        Tell(Deploy(2, 5), Deploy(1, 6), new StopEpoch(1, 9));

        Assert.IsType<EpochDeployed>(Assert.Single(_heard));
    }

    [Fact]
    public void Epoch_that_was_stopped_is_never_deployed_again()
    {
        Tell(Deploy(1, 1), new StopEpoch(1, 1), Deploy(1, 1));

        Assert.Equal([typeof(EpochDeployed), typeof(EpochStopped)], _heard.Select(static message => message.GetType()));
    }

    [Fact]
    public void Stop_overtakes_a_deployment_on_its_way()
    {
        Tell(new StopEpoch(1, 1), Deploy(1, 1), Deploy(1, 2));

        Assert.Equal([new EpochStopped(1, 1)], _heard.OfType<EpochStopped>());
        Assert.Equal(2, _heard.OfType<EpochDeployed>().Single().Epoch);
    }

    [Fact]
    public void Next_epoch_is_built_only_when_the_one_before_has_ended()
    {
        Tell(Deploy(1, 1), Deploy(1, 2));
        Assert.Single(_heard);

        Tell(new StopEpoch(1, 1), Deploy(1, 2));
        Assert.Equal([1, 2], _heard.OfType<EpochDeployed>().Select(static deployed => deployed.Epoch));
    }

    [Fact]
    public void Late_stop_of_an_older_epoch_leaves_the_newer_one_alone()
    {
        Tell(new StopEpoch(1, 1), Deploy(1, 2), new StopEpoch(1, 1), Deploy(1, 2));

        Assert.Equal([new EpochStopped(1, 1), new EpochStopped(1, 1)], _heard.OfType<EpochStopped>());
        Assert.Equal(2, _heard.OfType<EpochDeployed>().Count());
    }

    [Fact]
    public void Repeated_stop_is_answered_again() =>
        Assert.Equal(3, StopsAnswered(new StopEpoch(1, 1), new StopEpoch(1, 1), new StopEpoch(1, 1)));

    [Fact]
    public void Silence_beyond_the_lease_ends_the_subtasks_and_is_reported_until_the_epoch_is_stopped()
    {
        Tell(Deploy(1, 1));
        _host.RunFor(Settings.Control.Lease);
        _host.RunFor(3 * Settings.Control.ResendInterval);

        var failures = _heard.OfType<SubtaskFailed>().ToList();
        Assert.True(failures.Count >= 3, $"{failures.Count} reports");
        Assert.All(failures, static failed => Assert.Contains("heard nothing", failed.Error.Message, StringComparison.Ordinal));

        Tell(new StopEpoch(1, 1));
        var told = _heard.Count;
        _host.RunFor(10 * Settings.Control.ResendInterval);
        Assert.Equal(new EpochStopped(1, 1), _heard[^1]);
        Assert.Equal(told, _heard.Count);
    }

    [Fact]
    public void Heartbeats_keep_the_lease()
    {
        Tell(Deploy(1, 1));
        for (var i = 0; i < 10; i++)
        {
            _host.RunFor(Settings.Control.Lease / 2);
            Tell(new Heartbeat(1, 1));
        }

        Assert.Empty(_heard.OfType<SubtaskFailed>());
    }

    [Fact]
    public void Heartbeat_of_a_later_epoch_ends_what_runs_of_an_older_one()
    {
        Tell(Deploy(1, 1));
        Tell(new Heartbeat(2, 3));
        _heard.Clear();

        // The subtasks have ended: the next epoch is built at once, and nobody hears of a failure.
        Tell(Deploy(2, 3));
        Assert.IsType<EpochDeployed>(Assert.Single(_heard));
        Tell(Deploy(2, 2));
        Assert.Single(_heard);
    }

    private int StopsAnswered(params StopEpoch[] stops)
    {
        Tell(Deploy(1, 1));
        foreach (var stop in stops) Tell(stop);
        return _heard.OfType<EpochStopped>().Count();
    }

    private DeployEpoch Deploy(long term, long epoch) => new(
        term, epoch, new JobId(1), 0, _coordinator, [.. _plan.Subtasks.Select(static subtask => new SubtaskDeployment(subtask, []))]);

    private void Tell(params object[] messages)
    {
        foreach (var message in messages)
        {
            _agent.Tell(message, _coordinator);
            _host.RunFor(TimeSpan.FromMilliseconds(10));
        }
    }

    private sealed class Ear(List<object> heard) : Actor
    {
        protected internal override void Receive(object message) => heard.Add(message);
    }
}
