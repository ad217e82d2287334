using ActorStream.Actors;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

/// <summary>What becomes of operator state at a restore, at the same and at another parallelism.</summary>
public sealed class OperatorStateTests
{
    private const string Tell = "tell";
    private const string KeepMine = "keep mine";

    [Fact]
    public void Split_items_are_each_in_one_subtask_after_every_rescale()
    {
        using var harness = OfKeepers(Redistribution.Split);
        Push(harness.First, 1, 2, 3, 4, 5, 6);

        harness.Restore(harness.Snapshot(), 3);
        var told = Told(harness);
        Assert.Equal([1, 2, 3, 4, 5, 6], told.Select(static one => one.Item).Order());
        Assert.Equal([2, 2, 2], told.GroupBy(static one => one.Subtask).Select(static own => own.Count()));

        Push(harness.First, 7, 8, 9);
        harness.Restore(harness.Snapshot(), 2);
        told = Told(harness);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], told.Select(static one => one.Item).Order());
        Assert.Equal([4, 5], told.GroupBy(static one => one.Subtask).Select(static own => own.Count()).Order());
    }

    [Fact]
    public void Split_items_go_back_to_as_many_subtasks_as_they_were()
    {
        using var harness = OfKeepers(Redistribution.Split, parallelism: 3);
        Push(harness.First, 1, 2, 3, 4, 5, 6, 7);
        var before = Told(harness);

        harness.Restore(harness.Snapshot());

        Assert.Equal(before.Order(), Told(harness).Order());
    }

    [Fact]
    public void Union_items_are_in_every_subtask_after_every_rescale()
    {
        using var harness = OfKeepers(Redistribution.Union);
        Push(harness.First, 1, 2, 3, 4, 5, 6);

        harness.Restore(harness.Snapshot(), 3);
        Assert.Equal(Everywhere(3, 1, 2, 3, 4, 5, 6), Told(harness).Order());

        harness.Second.Push(KeepMine);
        Assert.Equal([1, 2, 3, 4, 5, 6], Told(harness).Select(static one => one.Item).Order());

        harness.Restore(harness.Snapshot(), 2);
        Assert.Equal(Everywhere(2, 1, 2, 3, 4, 5, 6), Told(harness).Order());
    }

    [Fact]
    public void Broadcast_state_is_the_same_in_every_subtask_and_once_in_a_snapshot()
    {
        using var harness = OperatorHarness.Of(
            static (DataStream<int> numbers, DataStream<string> rules) =>
                numbers.Broadcast().Connect(rules.Broadcast()).Process(static () => new Rules(), "rules"));
        foreach (var rule in (string[])["a=1", "b=2", "a=3", "c=4", "c="]) harness.Second.Push(rule);

        foreach (var parallelism in (int[])[1, 3, 2])
        {
            var snapshot = harness.Snapshot();
            var list = Assert.Single(
                snapshot.Manifest.Operators.Single(static op => op.Uid == "rules").Subtasks.SelectMany(static part => part.Lists), static one => one.Schema is not null);
            Assert.Equal(2, list.Items.Count);
            harness.Restore(snapshot, parallelism);
            harness.First.Push(0);
            Assert.Equal(Enumerable.Range(0, parallelism).Select(static i => $"{i}: a=3 b=2"), harness.TakeOutput().Order());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Keyed_functions_and_operator_actors_have_it_too(int parallelism)
    {
        using var harness = OperatorHarness.Of(
            static (DataStream<int> numbers) => numbers.KeyBy(static n => n % 5).Process(static () => new KeyedKeeper(), "keyed")
                .Via(Props.Create(static () => new ActorKeeper()), "actor").WithParallelism(1),
            new OperatorHarnessOptions { Parallelism = parallelism, RestoreAfterEachCall = true });

        foreach (var n in Enumerable.Range(0, 20)) harness.Push(n % 10);

        // Of each number the first comes through, and the actor counts what does.
        Assert.Equal(10, harness.Output.Count);
        Assert.Equal(10, harness.Output.Max(static record => record.Value));
    }

    private static OperatorHarness<int, string, (int Subtask, int Item)> OfKeepers(Redistribution redistribution, int parallelism = 1) =>
        OperatorHarness.Of(
            (DataStream<int> numbers, DataStream<string> commands) =>
                numbers.Rebalance().Connect(commands.Broadcast()).Process(() => new Keeper(redistribution), "keeper"),
            new OperatorHarnessOptions { Parallelism = parallelism });

    private static void Push(HarnessInput<int> input, params int[] numbers)
    {
        foreach (var number in numbers) input.Push(number);
    }

    private static IReadOnlyList<(int Subtask, int Item)> Told(OperatorHarness<int, string, (int, int)> harness)
    {
        harness.Second.Push(Tell);
        return harness.TakeOutput();
    }

    private static IEnumerable<(int, int)> Everywhere(int parallelism, params int[] items) =>
        Enumerable.Range(0, parallelism).SelectMany(subtask => items.Select(item => (subtask, item)));

    /// <summary>Keeps what comes, and does what it is told.</summary>
    private sealed class Keeper : BroadcastProcessFunction<int, string, (int Subtask, int Item)>
    {
        private readonly OperatorListState<int> _items;
        private FunctionContext _place = null!;

        internal Keeper(Redistribution redistribution) => _items = OperatorListState<int>("items", redistribution);

        protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation)
        {
            _place = context;
            return ValueTask.CompletedTask;
        }

        protected internal override void Process(in int record, ProcessContext context, Collector<(int Subtask, int Item)> output) =>
            _items.Add(record);

        protected internal override void ProcessBroadcast(in string record, BroadcastContext context, Collector<(int Subtask, int Item)> output)
        {
            if (record == KeepMine) _items.Replace(_items.Where(item => item % _place.Parallelism == _place.Subtask));
            else foreach (var item in _items) output.Emit((_place.Subtask, item));
        }
    }

    /// <summary>Keeps the newest rule of each name, and tells all at each record.</summary>
    private sealed class Rules : BroadcastProcessFunction<int, string, string>
    {
        private readonly BroadcastState<string, string> _rules;
        private int _subtask;

        internal Rules() => _rules = BroadcastState<string, string>("rules");

        protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation)
        {
            _subtask = context.Subtask;
            return ValueTask.CompletedTask;
        }

        protected internal override void Process(in int record, ProcessContext context, Collector<string> output) =>
            output.Emit($"{_subtask}: {string.Join(' ', _rules.Select(static rule => $"{rule.Key}={rule.Value}").Order())}");

        protected internal override void ProcessBroadcast(in string record, BroadcastContext context, Collector<string> output)
        {
            if (record.Split('=') is [var name, { Length: > 0 } value]) context.Set(_rules, name, value);
            else context.Remove(_rules, record.TrimEnd('='));
        }
    }

    /// <summary>Lets each number through once; those it has seen are in a list of the subtask.</summary>
    private sealed class KeyedKeeper : KeyedProcessFunction<int, int, int>
    {
        private readonly OperatorListState<int> _seen;

        internal KeyedKeeper() => _seen = OperatorListState<int>("seen");

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output)
        {
            if (_seen.Contains(record)) return;
            _seen.Add(record);
            output.Emit(record);
        }
    }

    private sealed class ActorKeeper : OperatorActor<int, int>
    {
        private readonly OperatorListState<int> _count;

        internal ActorKeeper() => _count = OperatorListState<int>("count");

        protected internal override void OnRecord(in int record, Collector<int> output)
        {
            if (_count.Count == 0) _count.Add(0);
            _count[0]++;
            output.Emit(_count[0]);
        }
    }
}
