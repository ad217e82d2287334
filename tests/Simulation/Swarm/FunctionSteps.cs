using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>Side outputs, exchanges, asynchronous calls, joins and patterns, as steps of a job.</summary>
internal static class FunctionSteps
{
    /// <summary>Adds one of them to a case that may have it.</summary>
    internal static SwarmCase AddTo(SwarmCase test, Dice dice)
    {
        var plain = dice.Pick(PlainStep.Aside, PlainStep.Rescale, PlainStep.Partition, PlainStep.Ask, PlainStep.AskAny);
        var keyed = dice.Pick(KeyedStep.Join, KeyedStep.Match, KeyedStep.AskInTurn);
        var isKeyed = dice.Chance(0.5);
        if (test.HasLateRecords || test.Sources.Sum(static source => source.Splits.Sum(static split => split.Count)) >= 500) return test;
        if (!isKeyed)
        {
            // What waits for answers keeps the chain busy for so long that this would take its timer for lost.
            var isSlow = plain is PlainStep.Ask or PlainStep.AskAny && test.Keyed.Contains(KeyedStep.Alarm);
            return isSlow ? test : test with { Plain = [.. test.Plain, plain] };
        }

        if (keyed != KeyedStep.AskInTurn && (test.OutOfOrder is null || test.Plain.Contains(PlainStep.Broadcast))) return test;
        return test with { Keyed = [keyed, .. test.Keyed.Skip(1).Where(static step => step is KeyedStep.Count or KeyedStep.Remember)] };
    }
}

/// <summary>Sends the records of odd keys aside, as those of another stream.</summary>
internal sealed class SortOut(Watcher watcher) : ProcessFunction<Item, Item>
{
    internal static readonly SideOutput<Item> Odd = new("odd");

    internal static Item Marked(Item item) => Marked(item, item.Key % 2 != 0);

    internal static Item Marked(Item item, bool isOdd) => isOdd ? item with { Stream = -item.Stream - 1 } : item;

    protected internal override void Process(in Item item, ProcessContext context, Collector<Item> output)
    {
        watcher.MayFail();
        if (item.Key % 2 == 0) output.Emit(item);
        else context.Emit(Odd, Marked(item));
    }
}

/// <summary>Answers each record with itself, after a while; or, where calls are lost, at the second attempt, or when its time is
/// over.</summary>
internal sealed class Ask(Watcher watcher, bool inTurn, bool losesCalls) : AsyncFunction<Item, Item>
{
    private readonly HashSet<int> _asked = [];
    private readonly HashSet<Item> _failed = [];
    private TimeProvider _time = TimeProvider.System;

    internal static AsyncOptions Options(AsyncOrder order, bool losesCalls) => new()
    {
        Order = order,
        Capacity = 3,
        Timeout = losesCalls ? TimeSpan.FromMilliseconds(5) : null,
        Retry = new AsyncRetry { Attempts = 2, Backoff = TimeSpan.FromMilliseconds(1) },
    };

    protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation)
    {
        _time = context.Time;
        return ValueTask.CompletedTask;
    }

    protected internal override async ValueTask<Item> InvokeAsync(Item item, CancellationToken cancellation)
    {
        watcher.MayFail();
        if (inTurn && !_asked.Add(item.Key)) watcher.Report($"I2: two calls of key {item.Key} are under way at once");
        try
        {
            if (losesCalls) await LoseAsync(item, cancellation);
            await WaitAsync(item, cancellation);
            return item;
        }
        finally
        {
            _asked.Remove(item.Key);
        }
    }

    protected internal override Item OnTimeout(Item item) => item;

    private async ValueTask LoseAsync(Item item, CancellationToken cancellation)
    {
        // Given up. Behind a key it does not heed that at once, and the next one of its key waits all the same.
        if ((item.Time + item.Key) % 11 == 0)
            await (inTurn ? Task.Delay(TimeSpan.FromMilliseconds(8), _time) : Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation));

        // Once for all records that are equal: of two under way at once, one's second attempt must not be taken for the other's first.
        if ((item.Time + item.Key) % 3 == 0 && _failed.Add(item)) throw new InjectedFault("the first attempt");
    }

    private Task WaitAsync(Item item, CancellationToken cancellation) =>
        Task.Delay(TimeSpan.FromTicks(((item.Time * 7) + item.Key) % 4 * (TimeSpan.TicksPerMillisecond / 2)), _time, cancellation);
}

/// <summary>Joins the records of a key with those that come not long before or after.</summary>
internal static class Pairing
{
    internal const int From = -2;
    internal const int To = 4;

    internal static DataStream<Item> Join(KeyedStream<int, Item> stream, Watcher watcher, OperatorUid uid) => stream.IntervalJoin(
        stream,
        TimeSpan.FromMilliseconds(From),
        TimeSpan.FromMilliseconds(To),
        (left, right) =>
        {
            watcher.MayFail();
            return Pair(left, right);
        },
        uid);

    internal static Item Pair(Item left, Item right) =>
        new(left.Key, 100 + right.Time - left.Time, left.Key % 3, Math.Max(left.Time, right.Time));
}

/// <summary>
/// Each record of an even time with each later one of its key, and once more when its time is over. Records of one time make no pair, so
/// their order does not matter.
/// </summary>
internal static class Rising
{
    internal const int Limit = 8;

    private static readonly SideOutput<Item> Over = new("over");

    internal static DataStream<Item> Match(KeyedStream<int, Item> stream, Watcher watcher, OperatorUid uid)
    {
        var pattern = Pattern.Begin<Item>("first").Where(static item => IsFirst(item))
            .FollowedByAny("later").Where(static (item, before) => item.Time > before["first"][0].Time)
            .Within(TimeSpan.FromMilliseconds(Limit));
        var matches = stream.Match(pattern).Select(
            match =>
            {
                watcher.MayFail();
                return Pairing.Pair(match["first"][0], match["later"][0]);
            },
            Over,
            static match => End(match["first"][0]),
            uid);
        return matches.Union(matches.SideOutput(Over));
    }

    internal static bool IsFirst(Item item) => item.Time % 2 == 0;

    internal static Item End(Item first) => new(first.Key, 1000, first.Key % 3, first.Time + Limit);
}
