using ActorStream;

namespace Nexmark;

/// <summary>Bounded side input: each bid with the value that a small table has for it.</summary>
/// <remarks>
/// <code>
/// SELECT B.auction, B.bidder, B.price, B.dateTime, S.value
/// FROM (SELECT *, PROCTIME() AS p_time FROM bid) B JOIN side_input FOR SYSTEM_TIME AS OF B.p_time AS S ON mod(B.auction, 10000) = S.key
/// </code>
/// The table, 10,000 texts by number, is in memory; it does not change.
/// </remarks>
public sealed class Q13 : Query
{
    private const int Keys = 10_000;

    /// <summary>The table.</summary>
    public static IReadOnlyList<string> SideInput { get; } = [.. Enumerable.Range(0, Keys).Select(key => $"value-{key * 7 % Keys}")];

    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows)
    {
        var values = SideInput.ToArray();
        rows.Take(events.Where(e => e.IsBid).Select(bid => new Row(bid.Id, bid.By, bid.Price, bid.Time, values[bid.Id % Keys])));
    }

    /// <summary>A bid and the value.</summary>
    public readonly record struct Row(long Auction, long Bidder, long Price, DateTime Time, string Value);
}
