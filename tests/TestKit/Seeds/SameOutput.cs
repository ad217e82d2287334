namespace ActorStream.TestKit;

/// <summary>Compares what two runs committed to their memory sinks, in any order.</summary>
internal static class SameOutput
{
    internal static void Require(SimulatedRun expected, SimulatedRun actual)
    {
        foreach (var ((uid, sink), (_, other)) in expected.Parts.MemorySinks.Zip(actual.Parts.MemorySinks))
        {
            if (Difference.Of(sink.Committed, other.Committed) is { IsNone: false } difference)
                throw new InvalidOperationException($"Sink '{uid}' does not hold what it holds without faults: {difference}.");
        }
    }
}
