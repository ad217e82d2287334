using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Restore;

public sealed class RestorePlannerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Each_subtask_gets_the_files_that_overlap_its_range(int parallelism)
    {
        var job = Plan(parallelism);
        var plan = RestorePlanner.Plan(Manifest(Operator("count", 3, File)), job);

        for (var index = 0; index < parallelism; index++)
        {
            var restored = Assert.Single(plan.Of(new SubtaskId(job.Vertices[^1].Index, index)));
            Assert.Equal(
                Enumerable.Range(0, 3).Where(i => HashRange.Of(i, 3).Overlaps(HashRange.Of(index, parallelism)))
                    .Select(static i => $"chk-1-e1/{i}"),
                restored.Keyed.Select(static part => part.Files[0].Path));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Split_items_are_dealt_out_once_and_union_items_go_to_all(int parallelism)
    {
        var manifest = Manifest(Operator("count", 2, lists: static i =>
            [List("mine", StateDistribution.Split, i, 10 + i, 20 + i), List("all", StateDistribution.Union, i)]));

        var job = Plan(parallelism);
        var plan = RestorePlanner.Plan(manifest, job);

        var subtasks = Enumerable.Range(0, parallelism).Select(index => plan.Of(new SubtaskId(job.Vertices[^1].Index, index)).Single())
            .ToList();
        Assert.Equal([0, 1, 10, 11, 20, 21], subtasks.SelectMany(static own => Items(own, "mine")).Order());
        Assert.All(subtasks, static own => Assert.Equal([0, 1], Items(own, "all")));
        Assert.InRange(subtasks.Max(static own => Items(own, "mine").Count) - subtasks.Min(static own => Items(own, "mine").Count), 0, 1);
    }

    [Fact]
    public void Splits_that_subtasks_held_go_back_to_the_enumerator_first()
    {
        var manifest = Manifest(Operator("numbers", 2, lists: static i =>
            [new OperatorStateList(
                "splits", StateDistribution.Enumerator, [SplitFormat.Write(new SplitState($"held-{i}", new byte[1], i))])])) with
        {
            Enumerators =
                [new EnumeratorSnapshot(
                    "numbers", [new SplitState("waiting", new byte[1], 9)], ["held-0", "held-1", "waiting", "over"], true)],
        };

        var enumerator = RestorePlanner.Plan(manifest, Plan(2)).Enumerators["numbers"];

        Assert.Equal(["held-0", "held-1", "waiting"], enumerator.Unassigned.Select(static split => split.Id));
        Assert.Equal([0, 1, 9], enumerator.Unassigned.Select(static split => split.Watermark));
        Assert.Equal(4, enumerator.Seen.Count);
        Assert.True(enumerator.Complete);
    }

    [Fact]
    public void Committables_go_to_the_recovery_of_their_sink_oldest_first()
    {
        var manifest = Manifest(Operator("out", 2, lists: static i =>
            [new OperatorStateList("committables", StateDistribution.Committables, [Committable(i, 3), Committable(i, 1)])]));

        var plan = RestorePlanner.Plan(manifest, Plan(1));

        Assert.Equal([1, 1, 3, 3], plan.CommittablesOf("out").Select(static committable => committable.Checkpoint));
        Assert.Empty(plan.Of(new SubtaskId(1, 0)));
    }

    [Fact]
    public void State_is_found_under_the_uid_that_an_operator_had_before()
    {
        var plan = RestorePlanner.Plan(Manifest(Operator("old-count", 1, File)), Plan(1, OperatorUid.Of("count", formerly: "old-count")));

        Assert.Equal("count", Assert.Single(plan.Of(new SubtaskId(0, 0))).Uid);
    }

    [Fact]
    public void State_of_two_operators_that_have_become_one_is_refused_unless_one_is_dropped()
    {
        var manifest = Manifest(Operator("count", 2, File), Operator("old-count", 2, File));
        var job = Plan(1, OperatorUid.Of("count", formerly: "old-count"));

        var error = Assert.Throws<RestoreException>(() => RestorePlanner.Plan(manifest, job));
        Assert.Contains("'count' and of 'old-count'", error.Message, StringComparison.Ordinal);

        var kept = Assert.Single(RestorePlanner.Plan(manifest, job, new HashSet<string> { "old-count" }).Of(new SubtaskId(0, 0)));
        Assert.Equal(2, kept.Keyed.Count);
    }

    [Fact]
    public void State_without_an_owner_is_an_error_that_names_all_of_it()
    {
        var manifest = Manifest(
            Operator("gone", 1, File),
            Operator("count", 1, lists: static _ => [new OperatorStateList("c", StateDistribution.Committables, [Committable(0, 1)])]),
            Operator("numbers", 1, lists: static _ =>
                [new OperatorStateList("s", StateDistribution.Enumerator, [SplitFormat.Write(new SplitState("a", new byte[1], 0))])]));

        var error = Assert.Throws<RestoreException>(() => RestorePlanner.Plan(manifest, Plan(1)));

        Assert.Contains("'gone'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'count'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'numbers'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Broadcast_items_go_to_all_and_lists_keep_their_schema(int parallelism)
    {
        var manifest = Manifest(Operator("count", 2, lists: static i =>
            i == 0 ? [List("rules", StateDistribution.Broadcast, 4, 5) with { Schema = new byte[] { 1 } }] : []));

        var job = Plan(parallelism);
        var plan = RestorePlanner.Plan(manifest, job);

        for (var index = 0; index < parallelism; index++)
        {
            var own = plan.Of(new SubtaskId(job.Vertices[^1].Index, index)).Single();
            Assert.Equal([4, 5], Items(own, "rules"));
            Assert.Equal([1], Assert.Single(own.Lists).Schema!.Value.ToArray());
        }
    }

    [Fact]
    public void Split_items_of_as_many_subtasks_go_back_to_their_own()
    {
        var manifest = Manifest(Operator("count", 2, lists: static i => [List("mine", StateDistribution.Split, i == 0 ? [1, 2, 3] : [4])]));

        var job = Plan(2);
        var plan = RestorePlanner.Plan(manifest, job);

        Assert.Equal([1, 2, 3], Items(plan.Of(new SubtaskId(job.Vertices[^1].Index, 0)).Single(), "mine"));
        Assert.Equal([4], Items(plan.Of(new SubtaskId(job.Vertices[^1].Index, 1)).Single(), "mine"));
    }

    [Theory]
    [InlineData("numbers")]
    [InlineData("out")]
    public void State_of_a_function_is_not_given_to_a_source_or_sink(string uid)
    {
        var manifest =
            Manifest(Operator(uid, 1, lists: static _ => [List("mine", StateDistribution.Split, 1) with { Schema = new byte[] { 1 } }]));

        var error = Assert.Throws<RestoreException>(() => RestorePlanner.Plan(manifest, Plan(1)));

        Assert.Contains($"'{uid}' had state of a function", error.Message, StringComparison.Ordinal);
    }

    private static JobPlan Plan(int parallelism, OperatorUid? uid = null)
    {
        var builder = new JobBuilder("test", NoServices.Instance);
        builder.From(new ListSource<int>([1]), "numbers").KeyBy(static n => n).Process(static () => new Nothing(), uid ?? "count")
            .To(new MemorySink<int>(new MemoryStore<int>()), "out");
        return JobPlan.Of(builder.Build(), parallelism);
    }

    private static CheckpointManifest Manifest(params OperatorManifest[] operators) =>
        new(new JobId(1), "graph", new CheckpointAttempt(1, 1), 1, operators, []);

    private static OperatorManifest Operator(
        string uid, int parallelism, Func<int, int, KeyedPart>? file = null, Func<int, OperatorStateList[]>? lists = null) => new(
        uid,
        parallelism,
        [.. Enumerable.Range(0, parallelism)
            .Select(i => new OperatorPart(i, file is null ? [] : [file(i, parallelism)], lists?.Invoke(i) ?? []))]);

    private static KeyedPart File(int index, int parallelism) =>
        new(HashRange.Of(index, parallelism), KeyedFormat.Layers, [new SnapshotFile($"chk-1-e1/{index}", 10, 1)]);

    private static OperatorStateList List(string name, StateDistribution distribution, params int[] items) =>
        new(name, distribution, [.. items.Select(static item => (ReadOnlyMemory<byte>)new[] { (byte)item })]);

    private static List<int> Items(OperatorSnapshot snapshot, string name) =>
        [.. snapshot.Lists.Where(list => list.Name == name).SelectMany(static list => list.Items).Select(static item => (int)item.Span[0])];

    private static ReadOnlyMemory<byte> Committable(int subtask, long checkpoint) => CommittableFormat.Write(
        new Committable(new SinkTransactionId(new JobId(1), "out", subtask, 1, checkpoint - 1), checkpoint, new byte[] { 1 }));

    private sealed class Nothing : KeyedProcessFunction<int, int, int>
    {
        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output)
        {
        }
    }
}
