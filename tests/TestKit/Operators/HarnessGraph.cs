using ActorStream.Actors;

namespace ActorStream.TestKit;

/// <summary>
/// The operators of a harness between nodes that nothing runs: <see cref="HarnessEnds{TOut}"/> stands in for their subtasks.
/// </summary>
internal sealed class HarnessGraph<TOut>
{
    private readonly JobGraph _graph;
    private readonly OutputNode _output = new() { Parallelism = 1 };

    /// <param name="operators">Adds its inputs and the operators behind them.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="services">For functions that are made from some.</param>
    internal HarnessGraph(Func<JobBuilder, DataStream<TOut>> operators, IReadOnlyList<IHarnessInput> inputs, IServiceProvider services)
    {
        var builder = new JobBuilder("harness", services);
        operators(builder).Then<TOut>(_output);
        (_graph, Inputs) = (builder.Build(), inputs);
    }

    internal IReadOnlyList<IHarnessInput> Inputs { get; }

    internal JobPlan Plan(int parallelism)
    {
        var plan = JobPlan.Of(_graph, parallelism);
        return plan.Sinks.Count == 0 ? plan
            : throw new ArgumentException(
                $"A harness runs operators, and sink '{plan.Sinks[0].Uid}' is among them. Run the whole job in a {nameof(JobDriver)}.");
    }

    /// <summary>The stand-in for what is behind the operators.</summary>
    internal SubtaskId OutputOf(JobPlan plan) => new(plan.VertexOf(_output).Index, 0);

    /// <summary>How many channels come out of the operators.</summary>
    internal int OutputChannelsOf(JobPlan plan) => plan.InputsOf(plan.VertexOf(_output)).Sum(edge => plan.ChannelsOf(edge, 0));

    private sealed class OutputNode() : JobNode("harness-output", null), ISinkLike
    {
        internal override bool CanChainToInput => false;

        internal override void Accept(IJobGraphVisitor visitor)
        {
        }
    }
}
