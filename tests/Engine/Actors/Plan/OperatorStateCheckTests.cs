using ActorStream.Actors;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Plan;

public sealed class OperatorStateCheckTests
{
    public sealed record WithHandle(int Id, nint Handle);

    [Fact]
    public void States_are_listed_in_the_job_graph()
    {
        var graph = Build(static numbers => numbers.Connect(numbers.Broadcast())
            .Process(static () => new Declaring<int, int>("map", "list"), "both"));

        var node = graph.Nodes.Single(static node => node.Uid?.Value == "both");
        Assert.Equal(
            [("list", StateKind.OperatorUnion, typeof(int)), ("map", StateKind.Broadcast, typeof(int))],
            node.States.Select(static state => (state.Name, state.Kind, state.ValueType)));
        Assert.Equal([0, 1], node.Inputs.Select(static edge => edge.Input));
    }

    [Fact]
    public void Second_declaration_of_a_name_is_an_error_when_the_job_is_built()
    {
        var error = Assert.Throws<ArgumentException>(() => Build(static numbers => numbers.Connect(numbers.Broadcast())
            .Process(static () => new Declaring<int, int>("same", "same"), "both")));

        Assert.Contains("'same' is declared twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_without_a_serializer_are_errors_when_the_job_is_planned()
    {
        var graph = Build(static numbers => numbers.KeyBy(static n => n).Connect(numbers.Broadcast())
            .Process(static () => new DeclaringKeyed(), "keyed")
            .Process(static () => new DeclaringPlain(), "plain"));

        var error = Assert.Throws<JobGraphException>(() => JobPlan.Of(graph, 1));

        Assert.Equal(3, error.Problems.Count);
        Assert.All(error.Problems, static problem => Assert.Contains("Handle", problem, StringComparison.Ordinal));
        Assert.Contains("'keyed': key of state 'map'", error.Problems[0], StringComparison.Ordinal);
        Assert.Contains("'keyed': state 'map'", error.Problems[1], StringComparison.Ordinal);
        Assert.Contains("'plain': state 'list'", error.Problems[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Streams_of_two_jobs_are_not_connected()
    {
        var (one, other) = (Numbers(new JobBuilder("one", NoServices.Instance)), Numbers(new JobBuilder("other", NoServices.Instance)));

        Assert.Throws<ArgumentException>(() => one.Connect(other.Broadcast()));
        Assert.Throws<ArgumentException>(() => one.KeyBy(static n => n).Connect(other.Broadcast()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Operator_of_two_inputs_begins_a_vertex(int parallelism)
    {
        var plan = JobPlan.Of(
            Build(static numbers => numbers.Where(static _ => true).Connect(numbers.Broadcast())
                .Process(static () => new Declaring<int, int>("map", "list"), "both").Select(static n => n)),
            parallelism);

        var vertex = plan.Vertices.Single(static vertex => vertex.Head.Uid?.Value == "both");
        Assert.Equal(3, vertex.Nodes.Count);
        Assert.Equal(1 + parallelism, plan.InputsOf(vertex).Sum(edge => plan.ChannelsOf(edge, 0)));
    }

    private static JobGraph Build(Func<DataStream<int>, DataStream<int>> operators)
    {
        var builder = new JobBuilder("test", NoServices.Instance);
        operators(Numbers(builder)).ForEach(static _ => { });
        return builder.Build();
    }

    private static DataStream<int> Numbers(JobBuilder builder) => builder.From(new ListSource<int>([1]), "numbers");

    private sealed class Declaring<TMapKey, T> : BroadcastProcessFunction<int, int, int>
        where TMapKey : notnull
    {
        internal Declaring(string map, string list)
        {
            OperatorListState<T>(list, Redistribution.Union);
            BroadcastState<TMapKey, T>(map);
        }

        protected internal override void Process(in int record, ProcessContext context, Collector<int> output)
        {
        }

        protected internal override void ProcessBroadcast(in int record, BroadcastContext context, Collector<int> output)
        {
        }
    }

    private sealed class DeclaringKeyed : KeyedBroadcastProcessFunction<int, int, int, int>
    {
        internal DeclaringKeyed() => BroadcastState<WithHandle, WithHandle>("map");

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output)
        {
        }

        protected internal override void ProcessBroadcast(in int record, BroadcastContext context, Collector<int> output)
        {
        }
    }

    private sealed class DeclaringPlain : ProcessFunction<int, int>
    {
        internal DeclaringPlain() => OperatorListState<WithHandle>("list");

        protected internal override void Process(in int record, ProcessContext context, Collector<int> output)
        {
        }
    }
}
