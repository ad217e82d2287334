namespace ActorStream;

/// <summary>Finds what is wrong with a graph: all of it at once, so that a user mends it in one go.</summary>
internal static class JobGraphCheck
{
    internal static IReadOnlyList<string> Problems(JobGraph graph)
    {
        var problems = new List<string>();
        if (!graph.Nodes.Any(n => n.Inputs.Count == 0))
        {
            problems.Add("The job reads nothing: begin with job.From(source, uid).");
        }

        foreach (var node in graph.Nodes)
        {
            if (node.Uid is { } uid && uid.Problem() is { } problem)
            {
                problems.Add($"{node.Name} #{node.Id}: {problem}.");
            }

            if (node.Outputs.Count == 0 && node is not ISinkLike)
            {
                problems.Add($"{node}: nothing takes its records. End the stream with .To(sink, uid) or .ForEach(...).");
            }

            var sides = node.Outputs.Select(static edge => edge.Side).OfType<SideOutput>()
                .DistinctBy(static side => (side.Name, side.GetType())).ToList();
            var ofErrors = (node.Errors as ErrorPolicy.Aside)?.Side;
            if (!node.HasSideOutputs && sides.Find(side => ofErrors?.IsSameAs(side) != true) is { } unknown)
            {
                problems.Add(
                    $"{node}: it has no side outputs, and '{unknown}' is taken from it. Take it from the operator that emits to it.");
            }

            if (node.Errors is not ErrorPolicy.Failing && !node.CanHandleErrors)
            {
                problems.Add(
                    $"{node}: OnError is for Where, Select, SelectMany, SelectAsync and process functions, "
                        + "whose code sees one record at a time. What may throw can be done in a Select before it.");
            }

            foreach (var twice in sides.GroupBy(static side => side.Name).Where(static g => g.Count() > 1))
            {
                problems.Add(
                    $"{node}: side output '{twice.Key}' is taken as {twice.Count()} types of records; a name stands for one output.");
            }

            foreach (var twice in node.States.GroupBy(s => s.Name).Where(g => g.Count() > 1))
            {
                problems.Add($"{node}: state '{twice.Key}' is declared {twice.Count()} times; a name stands for one state.");
            }
        }

        var names = graph.Nodes.Where(n => n.Uid is not null)
            .SelectMany(n => new[] { n.Uid!.Value.Value, n.Uid.Value.Formerly }.OfType<string>().Distinct().Select(uid => (uid, node: n)));
        foreach (var twice in names.GroupBy(x => x.uid).Where(g => g.Count() > 1))
        {
            problems.Add($"uid '{twice.Key}' is used by {string.Join(" and ", twice.Select(x => $"{x.node.Name} #{x.node.Id}"))}; "
                + "each operator needs its own, since its state is found by it.");
        }

        return problems;
    }
}

/// <summary>A node that a stream may end in.</summary>
internal interface ISinkLike;

/// <summary>A job graph that cannot run.</summary>
public sealed class JobGraphException : Exception
{
    internal JobGraphException(string job, IReadOnlyList<string> problems)
        : base($"Job '{job}' cannot be built, {problems.Count} problem{(problems.Count == 1 ? "" : "s")}:\n  "
            + string.Join("\n  ", problems)) => Problems = problems;

    /// <summary>Each problem in a sentence.</summary>
    public IReadOnlyList<string> Problems { get; }
}
