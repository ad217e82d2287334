using ActorStream.Actors;
using ActorStream.Backends.Files.Simulated;
using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Engine.Actors.Operators;

/// <summary>
/// A stage's surroundings without an actor: remembers which timers were set and which effects begun. Nobody hears of an effect's outcome,
/// as when a subtask has stopped.
/// </summary>
internal sealed class FakeStageContext() : StageContext(EnvironmentOf(new BufferSettings()), new SubtaskId(0, 0), 1, 1)
{
    internal List<TimeSpan> Timers { get; } = [];

    internal List<Func<Task>> Effects { get; } = [];

    internal override BufferBudget Budget => Environment.Buffers.NewBudget();

    internal override long RestoredCheckpoint => 0;

    internal override IActorRef Self => ActorRefs.NoSender;

    internal override TimeProvider Time => TimeProvider.System;

    internal override void Run<T>(EffectKind kind, Func<CancellationToken, ValueTask<T>> work, Action<Outcome<T>> then) =>
        Effects.Add(async () => await work(CancellationToken.None));

    internal override void SetTimer(object key, TimeSpan delay, Action then) => Timers.Add(delay);

    internal override void WhenIdle(Func<bool> then) => throw new NotSupportedException();

    private static SubtaskEnvironment EnvironmentOf(BufferSettings buffers)
    {
        var builder = new JobBuilder("test", NoServices.Instance);
        builder.From(new TestKit.ListSource<int>([1]), "numbers").ForEach(_ => { });
        var files = new SimulatedDisk(1).Mount("node");
        return SubtaskEnvironments.Of(JobPlan.Of(builder.Build(), 1), files, new ActorStreamSettings { Buffers = buffers });
    }

    private sealed class NoServices : IServiceProvider
    {
        internal static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
