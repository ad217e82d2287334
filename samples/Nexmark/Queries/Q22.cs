using ActorStream;

namespace Nexmark;

/// <summary>URL directories: parts of a text.</summary>
/// <remarks>
/// <code>
/// SELECT auction, bidder, price, channel, SPLIT_INDEX(url, '/', 3) AS dir1, SPLIT_INDEX(url, '/', 4) AS dir2, SPLIT_INDEX(url, '/', 5) AS dir3 FROM bid
/// </code>
/// </remarks>
public sealed class Q22 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events.Where(e => e.IsBid).Select(bid =>
    {
        var url = bid.Url;
        var first = After(url, After(url, After(url, 0)));
        var second = After(url, first);
        var third = After(url, second);
        return new Row(
            bid.Id, bid.By, bid.Price, bid.Channel,
            Slice.OfUrl(bid.Detail, first, second - first - 1), Slice.OfUrl(bid.Detail, second, third - second - 1),
            Slice.OfUrl(bid.Detail, third, After(url, third) - third - 1));
    }));

    /// <summary>Where the part behind the next slash begins; behind the end, where there is none.</summary>
    private static int After(string url, int start)
    {
        var slash = url.AsSpan(start).IndexOf('/');
        return slash < 0 ? url.Length + 1 : start + slash + 1;
    }

    /// <summary>A bid and the directories of its URL.</summary>
    public readonly record struct Row(long Auction, long Bidder, long Price, string Channel, Slice Dir1, Slice Dir2, Slice Dir3);
}
