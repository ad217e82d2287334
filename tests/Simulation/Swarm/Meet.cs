namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>
/// Emits each record once with each rule, whichever of both comes first: records wait in a list of their subtask, rules in the state that
/// all subtasks share. So a record or a rule that a restore loses, doubles or gives to the wrong subtask shows in what is committed.
/// </summary>
internal sealed class Meet : BroadcastProcessFunction<Item, int, Item>
{
    private readonly Watcher _watcher;
    private readonly OperatorListState<Item> _records;

    // How many records this subtask has; after a restore, those of all.
    private readonly OperatorListState<int> _counts;

    // How often each rule came.
    private readonly BroadcastState<int, int> _rules;

    internal Meet(Watcher watcher)
    {
        _watcher = watcher;
        _records = OperatorListState<Item>("records");
        _counts = OperatorListState<int>("counts", Redistribution.Union);
        _rules = BroadcastState<int, int>("rules");
    }

    /// <summary>What is broadcast: the first record of some keys, in each stream of them.</summary>
    internal static bool IsRule(Item item) => item.Ordinal == 0 && item.Key % 3 == 0;

    protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation)
    {
        var rules = string.Join(", ", _rules.Select(static rule => $"{rule.Key} {rule.Value} times").Order());
        _watcher.Restored(context.Epoch, context.Subtask, context.Parallelism, new RestoredMeet(_records.Count, _counts.Sum(), rules));
        _counts.Replace(_records.Count);
        return ValueTask.CompletedTask;
    }

    protected internal override void Process(in Item record, ProcessContext context, Collector<Item> output)
    {
        _watcher.MayFail();
        _records.Add(record);
        _counts[0] = _records.Count;
        foreach (var rule in _rules.Keys) Emit(record, rule, output);
    }

    protected internal override void ProcessBroadcast(in int record, BroadcastContext context, Collector<Item> output)
    {
        _watcher.MayFail();
        var isNew = !_rules.TryGet(record, out var times);
        context.Set(_rules, record, times + 1);
        if (!isNew) return;
        foreach (var met in _records) Emit(met, record, output);
    }

    private static void Emit(Item record, int rule, Collector<Item> output) =>
        output.Emit(record with { Stream = (record.Stream * 10) + rule });
}

/// <summary>What one subtask of <see cref="Meet"/> was given by a restore.</summary>
internal sealed record RestoredMeet(int Records, int Total, string Rules);
