using ActorStream.Actors;

namespace ActorStream.TestKit;

/// <summary>
/// The operators of a harness between two nodes that nothing runs: <see cref="HarnessEnds{TIn, TOut}"/> stands in for their subtasks.
/// </summary>
internal sealed class HarnessGraph<TIn, TOut>
{
    private readonly JobGraph _graph;
    private readonly InputNode<TIn> _input = new() { Parallelism = 1 };
    private readonly OutputNode _output = new() { Parallelism = 1 };

    internal HarnessGraph(Func<DataStream<TIn>, DataStream<TOut>> operators, IServiceProvider services)
    {
        var builder = new JobBuilder("harness", services);
        builder.Add(_input);
        // An actor of its own, so that what comes behind gets its records through an exchange of production's.
        var stream = new DataStream<TIn>(builder, _input).Via(Props.Create(static () => new PassOn<TIn>()), "harness-input");
        stream = stream.WithParallelism(1);
        operators(stream).Then<TOut>(_output);
        _graph = builder.Build();
    }

    internal JobPlan Plan(int parallelism)
    {
        var plan = JobPlan.Of(_graph, parallelism);
        return plan.Sinks.Count == 0 ? plan
            : throw new ArgumentException(
                $"A harness runs operators, and sink '{plan.Sinks[0].Uid}' is among them. Run the whole job in a {nameof(JobDriver)}.");
    }

    /// <summary>The stand-in for what is before the operators.</summary>
    internal SubtaskId InputOf(JobPlan plan) => new(plan.VertexOf(_input).Index, 0);

    /// <summary>The stand-in for what is behind them.</summary>
    internal SubtaskId OutputOf(JobPlan plan) => new(plan.VertexOf(_output).Index, 0);

    /// <summary>The subtask that takes what the harness pushes, by its only channel.</summary>
    internal SubtaskId EntryOf(JobPlan plan) => new(plan.VertexOf(_input.Outputs[0].To).Index, 0);

    /// <summary>How many channels come out of the operators.</summary>
    internal int OutputChannelsOf(JobPlan plan) => plan.InputsOf(plan.VertexOf(_output)).Sum(plan.ChannelsOf);

    private sealed class InputNode<T>() : JobNode("harness-input", null)
    {
        internal override void Accept(IJobGraphVisitor visitor)
        {
        }
    }

    private sealed class OutputNode() : JobNode("harness-output", null), ISinkLike
    {
        internal override bool CanChainToInput => false;

        internal override void Accept(IJobGraphVisitor visitor)
        {
        }
    }

    private sealed class PassOn<T> : OperatorActor<T, T>
    {
        protected internal override void OnRecord(in T record, Collector<T> output) => output.Emit(record);
    }
}
