using ActorStream.Actors;

namespace ActorStream.Hosting.Programs.Graph;

/// <summary>A job's graph as text: its chains, in them its operators with their state, and where each gets its records from.</summary>
internal static class GraphText
{
    internal static void Write(JobPlan plan, TextWriter output)
    {
        var (operators, chains, subtasks) = (plan.Graph.Nodes.Count, plan.Vertices.Count, plan.Subtasks.Count());
        output.WriteLine($"{plan.Graph.Name}: {Count(operators, "operator")} in {Count(chains, "chain")}, {Count(subtasks, "subtask")}");
        foreach (var vertex in plan.Vertices)
        {
            output.WriteLine();
            output.WriteLine($"chain {vertex.Index}, {Count(vertex.Parallelism, "subtask")}");
            JobNode? before = null;
            foreach (var node in vertex.Nodes)
            {
                output.WriteLine($"  {(IsBehind(node, before) ? $"→ {node}" : $"{node}{From(plan, node)}")}");
                foreach (var state in node.States)
                    output.WriteLine(
                        $"      state '{state.Name}': {state.Kind.ToString().ToLowerInvariant()} of {TypeName(state.ValueType)}");
                before = node;
            }
        }
    }

    /// <summary>A type as C# has it.</summary>
    internal static string TypeName(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return $"{TypeName(inner)}?";
        if (type.IsArray) return $"{TypeName(type.GetElementType()!)}[]";
        if (!type.IsGenericType) return type.Name;
        return $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";
    }

    private static bool IsBehind(JobNode node, JobNode? before) => node.Inputs is [{ Side: null } only] && only.From == before;

    private static string From(JobPlan plan, JobNode node) => node.Inputs.Count == 0
        ? ""
        : $" ← {string.Join(" and ", node.Inputs.Select(edge => $"{edge.ExchangeName} from {edge.From}{Side(edge)}{Place(plan, edge)}"))}";

    private static string Side(JobEdge edge) => edge.Side is { } side ? $", output '{side}'" : "";

    private static string Place(JobPlan plan, JobEdge edge) => plan.IsChained(edge) ? "" : $" (chain {plan.VertexOf(edge.From).Index})";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
