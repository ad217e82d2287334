namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>
/// What windows must give of one key's records: each window there may be, one by one, and the records in it. Shares no code with the
/// engine.
/// </summary>
internal static class ExpectedWindows
{
    internal const int Size = 15;
    internal const int Slide = 6;
    internal const int Cumulated = 12;
    internal const int Step = 4;
    internal const int Gap = 5;

    /// <summary>Longer than anything is late.</summary>
    internal const int Lateness = 2000;

    /// <summary>The zone of the windows by day.</summary>
    internal const int HoursAhead = 10;

    /// <summary>Before the first record's time there is no window, however long it is.</summary>
    private const int Earliest = -60;

    /// <summary>The results, each as what it counts and the end of its window.</summary>
    internal static IEnumerable<(int Count, int End)> Of(KeyedStep step, IReadOnlyList<Item> all)
    {
        var (records, late) =
            (all.Where(static item => item.Ordinal != Item.Late).ToList(), all.Where(static item => item.Ordinal == Item.Late).ToList());
        if (step == KeyedStep.LateSession) return [.. Counts(Sessions(records), records), .. SessionsWithEach(records, late)];
        if (step == KeyedStep.Updated) return WithEach(Windows(Size, Slide, all.Max(static item => item.Time)), records, late);
        if (records.Count == 0) return [];
        var latest = records.Max(static item => item.Time);
        return step switch
        {
            KeyedStep.Window or KeyedStep.Tally or KeyedStep.OwnEnd or KeyedStep.LateAside =>
                Counts(Windows(CountInWindow.Size, CountInWindow.Size, latest), records),
            KeyedStep.Sliding => Counts(Windows(Size, Slide, latest), records),
            KeyedStep.Cumulative => Counts(Windows(Cumulated, Cumulated, latest).SelectMany(static whole => Parts(whole.Start)), records),
            KeyedStep.Calendar => [(records.Count, (24 - HoursAhead) * 3_600_000)],
            KeyedStep.Thirds => Enumerable.Repeat((3, 0), records.Count / 3),
            KeyedStep.Session or KeyedStep.Gather or KeyedStep.KeptSession => Counts(Sessions(records), records),
            KeyedStep.Early => Counts(Windows(Size, Slide, latest), records).SelectMany(static window =>
                Enumerable.Range(1, window.Count / 2).Select(pair => (pair * 2, window.End)).Append(window)),
            KeyedStep.WindowJoin => Windows(Size, Slide, latest).Select(window => (Count: Joined(Within(window, records)), window.End))
                .Where(static window => window.Count > 0),
            _ => throw new InvalidOperationException($"{step} is no window."),
        };
    }

    /// <summary>Which records are on the second side of a join as well.</summary>
    internal static bool IsPartner(Item item) => item.Ordinal % 2 == 0;

    /// <summary>What a join emits of a window: how many there were on either side.</summary>
    internal static int Joined(int records, int partners) => (records * 1000) + partners;

    private static int Joined(IReadOnlyList<Item> within) => Joined(within.Count, within.Count(IsPartner));

    private static IEnumerable<(int Count, int End)> Counts(IEnumerable<(int Start, int End)> windows, IReadOnlyList<Item> records) =>
        windows.Select(window => (Within(window, records).Count, window.End)).Where(static window => window.Count > 0);

    private static List<Item> Within((int Start, int End) window, IReadOnlyList<Item> records) =>
        [.. records.Where(item => item.Time >= window.Start && item.Time < window.End)];

    private static IEnumerable<(int Start, int End)> Windows(int size, int slide, int latest)
    {
        for (var start = Earliest / slide * slide; start <= latest; start += slide) yield return (start, start + size);
    }

    private static IEnumerable<(int Start, int End)> Parts(int start)
    {
        for (var end = start + Step; end <= start + Cumulated; end += Step) yield return (start, end);
    }

    /// <summary>Each window once it has ended, and again with each record that came late.</summary>
    private static IEnumerable<(int Count, int End)> WithEach(
        IEnumerable<(int Start, int End)> windows, List<Item> records, List<Item> late) =>
        windows.SelectMany(window => Enumerable.Range(0, Within(window, late).Count + 1)
            .Select(some => (Count: Within(window, records).Count + some, window.End)))
            .Where(static result => result.Count > 0);

    /// <summary>With each late record the session that it is in by then: whatever had come before it.</summary>
    private static IEnumerable<(int Count, int End)> SessionsWithEach(List<Item> records, List<Item> late)
    {
        for (var i = 0; i < late.Count; i++)
        {
            List<Item> known = [.. records, .. late.Take(i + 1)];
            var session = Sessions(known).Single(one => late[i].Time >= one.Start && late[i].Time < one.End);
            yield return (Within(session, known).Count, session.End);
        }
    }

    private static IEnumerable<(int Start, int End)> Sessions(IReadOnlyList<Item> records)
    {
        if (records.Count == 0) yield break;
        var times = records.Select(static item => item.Time).Distinct().Order().ToList();
        var start = times[0];
        for (var i = 0; i < times.Count; i++)
        {
            if (i + 1 < times.Count && times[i + 1] - times[i] < Gap) continue;
            yield return (start, times[i] + Gap);
            start = i + 1 < times.Count ? times[i + 1] : 0;
        }
    }
}
