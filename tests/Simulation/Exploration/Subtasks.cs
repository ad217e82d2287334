using System.Reflection;
using ActorStream.Actors;
using ActorStream.Actors.Hosts;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>What has to be known of subtasks from outside.</summary>
internal static class Subtasks
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly FieldInfo Actor = typeof(ActorCell).GetField("_actor", Private)!;
    private static readonly FieldInfo Core = typeof(SubtaskActor).GetField("_core", Private)!;
    private static readonly FieldInfo Triggered = typeof(SubtaskCore).GetField("_triggered", Private)!;

    internal static bool IsSource(SimulatedCell cell) =>
        Actor.GetValue(cell) is SubtaskActor actor && Core.GetValue(actor) is SubtaskCore { Id.Vertex: 0 };

    /// <summary>A source was told to inject a barrier and has not yet.</summary>
    internal static bool IsTriggered(SimulatedCell cell) =>
        Actor.GetValue(cell) is SubtaskActor actor && Core.GetValue(actor) is { } core && Triggered.GetValue(core) is not null;
}
