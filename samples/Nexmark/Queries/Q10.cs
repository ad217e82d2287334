using ActorStream;

namespace Nexmark;

/// <summary>Log to files: every bid, in the partition of its day and minute, which are columns as well.</summary>
/// <remarks><code>SELECT auction, bidder, price, dateTime, extra, DATE_FORMAT(dateTime, 'yyyy-MM-dd'), DATE_FORMAT(dateTime, 'HH:mm') FROM bid</code></remarks>
public sealed class Q10 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(
        events.Where(e => e.IsBid)
            .Select(bid => new Row(bid.Id, bid.By, bid.Price, bid.Time, bid.Extra, bid.Day, new Minute((short)bid.Time.TimeOfDay.TotalMinutes))),
        partition: row => row.Time);

    /// <summary>A bid.</summary>
    public readonly record struct Row(long Auction, long Bidder, long Price, DateTime Time, Slice Extra, DateOnly Day, Minute Minute);
}
