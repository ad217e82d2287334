namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>
/// What a job must commit, computed from its input with nothing but lists: shares no code with the engine.
/// </summary>
internal static class Expected
{
    /// <summary>All that must be committed, in no order.</summary>
    /// <param name="test">The job.</param>
    /// <param name="input">What was read: all of the input, or as far as a stopped job got.</param>
    /// <param name="copies">How many subtasks a broadcast reaches.</param>
    internal static List<Item> Of(SwarmCase test, IEnumerable<Item> input, int copies)
    {
        var output = Plain(test.Plain, input, copies).ToList();
        foreach (var step in test.Keyed) output = Keyed(step, output);
        return output;
    }

    /// <summary>What must be in the dead letters.</summary>
    internal static List<Item> DeadLetters(SwarmCase test, IEnumerable<Item> input, int copies) =>
        !test.Plain.Contains(PlainStep.RejectDead) ? []
        : [.. Plain([.. test.Plain.TakeWhile(static step => step != PlainStep.RejectDead)], input, copies).Where(Reject.IsRejected)];

    private static IEnumerable<Item> Plain(IReadOnlyList<PlainStep> steps, IEnumerable<Item> input, int copies)
    {
        var items = input.Where(static item => item.Ordinal != Item.Noise);
        foreach (var step in steps)
        {
            items = step switch
            {
                PlainStep.Repeat => items.SelectMany(Twice),
                PlainStep.Meet => Pairs([.. items]),
                PlainStep.Aside => items.Select(SortOut.Marked),
                PlainStep.RejectLost or PlainStep.RejectDead => items.Where(static item => !Reject.IsRejected(item)),
                PlainStep.RejectAside => items.Select(static item => SortOut.Marked(item, Reject.IsRejected(item))),
                PlainStep.Broadcast => items.SelectMany(item => Enumerable.Repeat(item, copies)),
                _ => items,
            };
        }

        return items;
    }

    internal static IEnumerable<Item> Twice(Item item) =>
        [item with { Stream = (item.Stream * 2) + 1000 }, item with { Stream = (item.Stream * 2) + 1001 }];

    private static IEnumerable<Item> Pairs(List<Item> items)
    {
        var rules = items.Where(static item => item.Ordinal == 0 && item.Key % 3 == 0).Select(static item => item.Key).Distinct().ToList();
        return items.SelectMany(item => rules.Select(rule => item with { Stream = (item.Stream * 10) + rule }));
    }

    private static List<Item> Keyed(KeyedStep step, List<Item> input)
    {
        var output = new List<Item>();
        foreach (var records in input.GroupBy(static item => item.Key))
        {
            var (key, next) = (records.Key, records.Key % 3);
            switch (step)
            {
                case var window when window.IsWindow() && window != KeyedStep.Clock:
                    output.AddRange(ExpectedWindows.Of(window, [.. records])
                        .Select(result => new Item(key, result.Count, next, result.End)));
                    if (window == KeyedStep.LateAside) output.AddRange(records.Where(static item => item.Ordinal == Item.Late));
                    break;
                case KeyedStep.Timer:
                    output.AddRange(records.Select(static item => item.Time + Remind.Later).Distinct().Order()
                        .Select((time, index) => new Item(key, index, next, time)));
                    break;
                case KeyedStep.Join:
                    output.AddRange(records.SelectMany(left => records
                        .Where(right => right.Time - left.Time is >= Pairing.From and <= Pairing.To)
                            .Select(right => Pairing.Pair(left, right))));
                    break;
                case KeyedStep.Match:
                    output.AddRange(records.Where(Rising.IsFirst).Select(Rising.End));
                    output.AddRange(records.Where(Rising.IsFirst).SelectMany(first => records
                        .Where(later => later.Time > first.Time && later.Time < first.Time + Rising.Limit)
                            .Select(later => Pairing.Pair(first, later))));
                    break;
                case KeyedStep.Skim:
                    output.AddRange(Skimming.Expected(records));
                    break;
                case KeyedStep.AskInTurn:
                    output.AddRange(records);
                    break;
                case KeyedStep.Alarm:
                    output.AddRange(Enumerable.Range(0, records.Count() * Alarm.Copies).Select(i => new Item(key, i, next, 0)));
                    break;
                default:
                    output.AddRange(Enumerable.Range(0, records.Count()).Select(i => new Item(key, i, next, 0)));
                    break;
            }
        }

        return output;
    }
}
