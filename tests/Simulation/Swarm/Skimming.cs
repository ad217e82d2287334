namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>
/// Three patterns in one stream: records that nothing spoils for a while; runs that rise as far as they can; and pairs, none within
/// another. Records of one time are as good as each other, so their order does not matter.
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
            .Within(TimeSpan.FromMilliseconds(Longest));
        var pairs = Pattern.Begin<Item>("first").Where(static item => item.Time % 2 == 0)
            .FollowedBy("end").Where(static (item, before) => Rises(item, before) && EndsRun(item.Time))
            .Within(TimeSpan.FromMilliseconds(Longest))
            .SkipPastLast();
        return stream.Match(quiet).Select(match => Found(match, Undisturbed), $"{uid}-quiet").Union(
            stream.Match(runs).Select(match => Found(match, Run), $"{uid}-runs"),
            stream.Match(pairs).Select(match => Found(match, Pair), $"{uid}-pairs"));

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
            if (!sorted.Exists(item => item.Time > first.Time && item.Time < first.Time + Quiet && Spoils(item.Time)))
                yield return Undisturbed([first]);
        }

        var free = 0;
        for (var begin = 0; begin < sorted.Count; begin++)
        {
            var first = sorted[begin];
            var end = sorted.FindIndex(begin, item => item.Time > first.Time && EndsRun(item.Time));
            if (first.Time % 2 != 0 || end < 0 || sorted[end].Time >= first.Time + Longest) continue;
            // Of each time one.
            var rise = sorted.Where(item => item.Time > first.Time && item.Time < sorted[end].Time).DistinctBy(static item => item.Time);
            if (rise.Any()) yield return Run([first, .. rise, sorted[end]]);
            if (begin < free) continue;
            yield return Pair([first, sorted[end]]);
            free = end + 1;
        }
    }

    private static bool Spoils(int time) => time % 5 == 0;

    private static bool EndsRun(int time) => time % 7 == 0;

    private static bool Rises(Item item, PatternMatch<Item> before) => item.Time > before.Records.Last().Time;

    private static Item Undisturbed(List<Item> match) => new(match[0].Key, 2000, match[0].Key % 3, match[0].Time + Quiet);

    private static Item Pair(List<Item> match) => new(match[0].Key, match[1].Time - match[0].Time + 4000, match[0].Key % 3, match[1].Time);

    private static Item Run(List<Item> match) => new(match[0].Key, 3000 + match.Count, match[0].Key % 3, match[^1].Time);
}
