using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Manifests;

/// <summary>A manifest in which something is missing or twice never becomes a checkpoint.</summary>
public sealed class CompleteManifestTests
{
    private static readonly JobPlan Plan = PlanOf();

    private static readonly OperatorManifest Count = new("count", 2, [Part(0), Part(1)]);

    private static readonly OperatorManifest Numbers = new("numbers", 2, [Held(0, "a"), Held(1, "b")]);

    private static readonly EnumeratorSnapshot Enumerator = new("numbers", [Split("c")], ["a", "b", "c", "over"], true);

    private static readonly CheckpointManifest Whole = new(
        new JobId(1), "graph", new CheckpointAttempt(1, 1), 1, [Count, Numbers], [Enumerator]);

    [Fact]
    public void Whole_one_is_accepted() => CompleteManifest.Check(Whole, Plan.Subtasks, Plan);

    [Fact]
    public void Every_subtask_has_one_part()
    {
        Refused(Whole, Plan.Subtasks.Skip(1));
        Refused(Whole, Plan.Subtasks.Append(Plan.Subtasks.First()));
        Refused(Whole, Plan.Subtasks.Append(new SubtaskId(0, 9)));
    }

    [Fact]
    public void Every_hash_of_an_operator_is_in_one_file()
    {
        Refused(With(Count with { Subtasks = [Part(0)] }));
        Refused(With(Count with { Subtasks = [Part(1)] }));
        Refused(With(Count with { Subtasks = [Part(0), Part(0)] }));
        Refused(With(Count with { Subtasks = [Part(0), new OperatorPart(1, [.. Part(0).Keyed, .. Part(1).Keyed], [])] }));
    }

    [Fact]
    public void Every_split_is_in_one_place()
    {
        Refused(Whole with { Operators = [Count, Numbers with { Subtasks = [Held(0, "a"), Held(1, "a")] }] });
        Refused(Whole with { Enumerators = [Enumerator with { Unassigned = [Split("a")] }] });
        Refused(Whole with { Enumerators = [Enumerator with { Unassigned = [Split("unknown")] }] });
    }

    [Fact]
    public void Every_source_has_one_enumerator()
    {
        Refused(Whole with { Enumerators = [] });
        Refused(Whole with { Enumerators = [Enumerator, Enumerator] });
    }

    private static void Refused(CheckpointManifest manifest, IEnumerable<SubtaskId>? parts = null) =>
        Assert.Throws<InvariantViolatedException>(() => CompleteManifest.Check(manifest, parts ?? Plan.Subtasks, Plan));

    private static CheckpointManifest With(OperatorManifest count) => Whole with { Operators = [count, Numbers] };

    private static OperatorPart Part(int index) => new(
        index, [new KeyedPart(HashRange.Of(index, 2), KeyedFormat.Layers, [new SnapshotFile($"chk-1-e1/1.{index}-0.keyed", 10, 1)])], []);

    private static OperatorPart Held(int index, string split) =>
        new(index, [], [new OperatorStateList(SplitFormat.ListName, StateDistribution.Enumerator, [SplitFormat.Write(Split(split))])]);

    private static SplitState Split(string id) => new(id, new byte[1], 0);

    private static JobPlan PlanOf()
    {
        var builder = new JobBuilder("test", NoServices.Instance);
        builder.From(new ListSource<int>([1]), "numbers").KeyBy(static n => n).Process(static () => new Nothing(), "count")
            .To(new MemorySink<int>(new MemoryStore<int>()), "out");
        return JobPlan.Of(builder.Build(), 2);
    }

    private sealed class Nothing : KeyedProcessFunction<int, int, int>
    {
        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output)
        {
        }
    }
}
