using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.Tests.Engine.Actors.Subtasks;

/// <summary>Runs one epoch of a job on the simulated host, without failures: what the data plane does under a seed's
/// interleaving.</summary>
internal static class SubtaskRun
{
    internal static SubtaskRunResult Run(
        Action<JobBuilder> declare, int parallelism, ulong seed = 1, BufferSettings? buffers = null, TimeSpan? interval = null)
    {
        var builder = new JobBuilder("test", NoServices.Instance);
        declare(builder);
        var plan = JobPlan.Of(builder.Build(), parallelism);
        var host = new SimulatedHost(seed);
        var node = host.Node("node");
        var disk = new SimulatedDisk((int)seed);
        var files = disk.Mount("node");
        var settings = new ActorStreamSettings { Buffers = buffers ?? new BufferSettings() };
        var environment = SubtaskEnvironments.Of(plan, files, settings);
        var agent = node.Spawn(NodeAgentActor.PropsOf(environment), "agent");
        var finished = false;
        ScriptedCoordinator? coordinator = null;
        var context = new PortContext("test", files, host.Time, NullLoggerFactory.Instance);
        node.Spawn(Props.Create(() => coordinator = new ScriptedCoordinator(
            plan, agent, context, interval ?? TimeSpan.FromMilliseconds(5), () => finished = true)));
        host.RunUntil(() => finished);
        return new SubtaskRunResult(plan, environment, coordinator!.Acknowledgements);
    }
}

internal sealed record SubtaskRunResult(JobPlan Plan, SubtaskEnvironment Environment, IReadOnlyList<CheckpointAcknowledged> Acknowledgements);
