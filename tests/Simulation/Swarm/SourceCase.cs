using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>A source: its splits' records, and how it is read.</summary>
internal sealed record SourceCase
{
    private const int Keys = 9;

    private SourceCase()
    {
    }

    internal required IReadOnlyList<IReadOnlyList<Item>> Splits { get; init; }

    internal SourceKind Kind { get; init; }

    internal int FetchSize { get; init; }

    internal double RecordsPerSecond { get; init; }

    /// <summary>Whether splits say how early they begin.</summary>
    internal bool KnowsLowerBounds { get; init; }

    /// <summary>One split with so many keys that tables of state grow and split.</summary>
    internal static SourceCase Many(Dice dice)
    {
        var (ordinals, items) = (new int[2000], new List<Item>());
        for (var left = dice.Between(1500, 2600); left > 0; left--)
        {
            var key = dice.Between(0, ordinals.Length - 1);
            items.Add(new Item(0, ordinals[key]++, key, items.Count / 10));
        }

        return new SourceCase
            { Splits = [items], Kind = SourceKind.Lists, FetchSize = 64, RecordsPerSecond = dice.Between(15_000, 60_000) };
    }

    internal static SourceCase Of(int index, bool hasLate, int? disorder, Dice dice)
    {
        var splits = Enumerable.Range(0, hasLate ? 1 : dice.Between(1, 5))
            .Select(split => hasLate ? LateRecords(dice) : Records((index * 10) + split, disorder ?? 0, dice)).ToList();
        return new SourceCase
        {
            Splits = splits,
            Kind = hasLate ? SourceKind.Lists : KindOf(disorder is not null, dice),
            FetchSize = hasLate ? 2 : dice.Between(1, 12),
            RecordsPerSecond = dice.Between(400, 3000),
            KnowsLowerBounds = dice.Chance(0.5),
        };
    }

    /// <summary>What is found late would be late in event time.</summary>
    private static SourceKind KindOf(bool isTimed, Dice dice) => !isTimed && dice.Chance(0.2) ? SourceKind.Growing
        : dice.Pick(SourceKind.Lists, SourceKind.Lists, SourceKind.SynchronousLists, SourceKind.Files);

    public override string ToString() =>
        $"{Kind} of {string.Join('+', Splits.Select(static split => split.Count))} records at {RecordsPerSecond:F0}/s";

    private static List<Item> Records(int stream, int disorder, Dice dice)
    {
        var (count, time, ordinals, items) =
            (dice.Chance(0.1) ? 0 : dice.Between(1, 40), dice.Between(0, 30), new int[Keys], new List<Item>());
        var isOneKey = dice.Chance(0.1);
        for (var i = 0; i < count; i++)
        {
            time += dice.Between(0, 6);
            var key = isOneKey ? 0 : dice.Between(0, Keys - 1);
            items.Add(new Item(stream, dice.Chance(0.1) ? Item.Noise : ordinals[key]++, key, time + dice.Between(0, disorder)));
        }

        return items;
    }

    /// <summary>
    /// Time moves on, and now and then a record of long ago comes: so many records after its window ended that it is late however they are
    /// batched.
    /// </summary>
    private static List<Item> LateRecords(Dice dice)
    {
        var (count, time, ordinals, items) = (dice.Between(60, 120), 0, new int[Keys], new List<Item>());
        for (var i = 0; i < count; i++)
        {
            time += dice.Between(2, 6);
            var key = dice.Between(0, 2);
            var isLate = i > 45 && dice.Chance(0.1);
            items.Add(new Item(0, isLate ? Item.Late : ordinals[key]++, key, isLate ? items[i - 45].Time : time));
        }

        return items;
    }
}

/// <summary>How a source is read.</summary>
internal enum SourceKind
{
    /// <summary>From memory, by effects.</summary>
    Lists,

    /// <summary>From memory, on the subtask's own thread.</summary>
    SynchronousLists,

    /// <summary>From a file per split on the simulated disk.</summary>
    Files,

    /// <summary>From memory; its splits are found one after the other, and it never ends.</summary>
    Growing,
}
