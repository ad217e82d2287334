namespace ActorStream.TestKit.Simulation;

/// <summary>The processes that a simulated job runs in.</summary>
internal sealed record ProcessLayout(string Name, IReadOnlyList<(string Name, ProcessRole Role)> Processes)
{
    internal static ProcessLayout Alone { get; } = new("alone", [("main", ProcessRole.Coordinates | ProcessRole.Works)]);

    internal static ProcessLayout Apart { get; } = new(
        "apart", [("control", ProcessRole.Coordinates), ("worker-1", ProcessRole.Works), ("worker-2", ProcessRole.Works)]);

    internal static ProcessLayout Mixed { get; } = new(
        "mixed", [("main", ProcessRole.Coordinates | ProcessRole.Works), ("worker", ProcessRole.Works)]);

    internal string Coordinator => Processes[0].Name;

    public override string ToString() => Name;
}
