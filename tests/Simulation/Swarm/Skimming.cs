namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>
/// Two patterns in one stream: records that nothing spoils for a while; and runs that rise as far as they can, none within another. Records
/// of one time are as good as each other, so their order does not matter.
/// </summary>
internal static class Skimming
{
    private const int Quiet = 8;
    private const int Longest = 14;

    internal static DataStream<Item> Match(KeyedStream<int, Item> stream, Watcher watcher, string uid)
    {
        var quiet = Pattern.Begin<Item>("first").Where(static item => item.Time % 3 == 0)
            .NotFollowedBy("spoils").Where(static (item, before) => item.Time > before["first"][0].Time && Spoils(item.Time))
            .Within(TimeSpan.FromMilliseconds(Quiet));
        var runs = Pattern.Begin<Item>("first").Where(static item => item.Time % 2 == 0)
            .FollowedBy("rise").Where(Rises).OneOrMore().Greedy().Until(static (item, before) => Rises(item, before) && EndsRun(item.Time))
            .FollowedBy("end").Where(static (item, before) => Rises(item, before) && EndsRun(item.Time))
            .Within(TimeSpan.FromMilliseconds(Longest))
            .SkipPastLast();
        return stream.Match(quiet).Select(match => Found(match, Undisturbed), $"{uid}-quiet")
            .Union(stream.Match(runs).Select(match => Found(match, Run), $"{uid}-runs"));

        Item Found(PatternMatch<Item> match, Func<List<Item>, Item> item)
        {
            watcher.MayFail();
            return item([.. match.Records]);
        }
    }

    /// <summary>What must be found in the records of a key.</summary>
    internal static IEnumerable<Item> Expected(IEnumerable<Item> records)
    {
        var sorted = records.OrderBy(static item => item.Time).ToList();
        foreach (var first in sorted.Where(static item => item.Time % 3 == 0))
        {
            if (!sorted.Exists(item => item.Time > first.Time && item.Time < first.Time + Quiet && Spoils(item.Time))) yield return Undisturbed([first]);
        }

        var begin = 0;
        while (begin < sorted.Count)
        {
            var first = sorted[begin];
            // Of each time one.
            var rise = sorted.Skip(begin).Where(item => item.Time > first.Time).DistinctBy(static item => item.Time).TakeWhile(static item => !EndsRun(item.Time)).ToList();
            var end = sorted.FindIndex(begin, item => item.Time > first.Time && EndsRun(item.Time));
            var isRun = first.Time % 2 == 0 && rise.Count > 0 && end >= 0 && sorted[end].Time < first.Time + Longest;
            if (isRun) yield return Run([first, .. rise, sorted[end]]);
            begin = isRun ? end + 1 : begin + 1;
        }
    }

    private static bool Spoils(int time) => time % 5 == 0;

    private static bool EndsRun(int time) => time % 7 == 0;

    private static bool Rises(Item item, PatternMatch<Item> before) => item.Time > before.Records.Last().Time;

    private static Item Undisturbed(List<Item> match) => new(match[0].Key, 2000, match[0].Key % 3, match[0].Time + Quiet);

    private static Item Run(List<Item> match) => new(match[0].Key, 3000 + match.Count, match[0].Key % 3, match[^1].Time);
}
