using ActorStream.Actors.Hosts;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>Drives a simulation: actors run while the test waits, on its thread.</summary>
internal sealed class SimulatedDriver : ActorDriver
{
    private readonly SimulatedHost _host;

    internal SimulatedDriver(ulong seed)
    {
        RootFailures = NewProbe();
        _host = new SimulatedHost(seed, new() { OnRootFailure = (root, error) => RootFailures.Tell(error, root) });
        Host = _host.Node("local");
    }

    internal override IActorHost Host { get; }

    internal override Probe RootFailures { get; }

    internal override Task UntilAsync(Func<bool> condition)
    {
        _host.RunUntil(condition);
        return Task.CompletedTask;
    }

    internal override Task WhenAsync(Task task)
    {
        _host.RunUntil(() => task.IsCompleted);
        return task;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override void OnProbeTold()
    {
    }
}
