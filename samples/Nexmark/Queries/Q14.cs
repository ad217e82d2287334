using ActorStream;

namespace Nexmark;

/// <summary>Calculation: conversion, a filter, the time of day, and a function of the user's that counts a character.</summary>
/// <remarks>
/// <code>
/// SELECT auction, bidder, 0.908 * price AS price,
///        CASE WHEN HOUR(dateTime) >= 8 AND HOUR(dateTime) &lt;= 18 THEN 'dayTime'
///             WHEN HOUR(dateTime) &lt;= 6 OR HOUR(dateTime) >= 20 THEN 'nightTime' ELSE 'otherTime' END AS bidTimeType,
///        dateTime, extra, count_char(extra, 'c') AS c_counts
/// FROM bid WHERE 0.908 * price > 1000000 AND 0.908 * price &lt; 50000000
/// </code>
/// </remarks>
public sealed class Q14 : Query
{
    private const long More = 1_000_000_000; // in thousandths
    private const long Less = 50_000_000_000;

    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid && Euros.Of(e.Price).Thousandths is > More and < Less)
        .Select(bid =>
        {
            var extra = bid.Extra;
            return new Row(bid.Id, bid.By, Euros.Of(bid.Price), TimeOfDay(bid.Time.Hour), bid.Time, extra, extra.Span.Count('c'));
        }));

    private static string TimeOfDay(int hour) => hour switch
    {
        >= 8 and <= 18 => "dayTime",
        <= 6 or >= 20 => "nightTime",
        _ => "otherTime",
    };

    /// <summary>A bid.</summary>
    public readonly record struct Row(long Auction, long Bidder, Euros Price, string BidTimeType, DateTime Time, Slice Extra, long CCounts);
}
