using ActorStream.Actors;

namespace ActorStream.Hosting.Programs.Graph;

/// <summary>A job's graph as a Mermaid flow chart, which Markdown viewers draw.</summary>
internal static class MermaidText
{
    internal static void Write(JobPlan plan, TextWriter output)
    {
        output.WriteLine("flowchart LR");
        foreach (var vertex in plan.Vertices)
        {
            output.WriteLine($"  subgraph c{vertex.Index}[\"chain {vertex.Index} × {vertex.Parallelism}\"]");
            foreach (var node in vertex.Nodes) output.WriteLine($"    n{node.Id}{Shape(node)}");
            output.WriteLine("  end");
        }

        foreach (var edge in plan.Graph.Nodes.SelectMany(static node => node.Inputs))
            output.WriteLine($"  n{edge.From.Id} {Link(plan, edge)} n{edge.To.Id}");
    }

    private static string Link(JobPlan plan, JobEdge edge) => (plan.IsChained(edge), edge.Side) switch
    {
        (true, null) => "-->",
        (true, { } side) => $"-->|\"{side}\"|",
        (false, null) => $"== {edge.ExchangeName} ==>",
        (false, { } side) => $"== \"{edge.ExchangeName} of {side}\" ==>",
    };

    /// <summary>Sources and sinks are round, what keeps state is a cylinder.</summary>
    private static string Shape(JobNode node) => node switch
    {
        _ when node.Inputs.Count == 0 || node is ISinkLike => $"([\"{node}\"])",
        _ when node.States.Count > 0 || node is IWindowNode => $"[(\"{node}\")]",
        _ => $"[\"{node}\"]",
    };
}
