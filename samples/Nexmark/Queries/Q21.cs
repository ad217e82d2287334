using ActorStream;

namespace Nexmark;

/// <summary>Add channel id: from the channel's name, or from the URL.</summary>
/// <remarks>
/// <code>
/// SELECT auction, bidder, price, channel,
///        CASE WHEN lower(channel) = 'apple' THEN '0' WHEN lower(channel) = 'google' THEN '1'
///             WHEN lower(channel) = 'facebook' THEN '2' WHEN lower(channel) = 'baidu' THEN '3'
///             ELSE REGEXP_EXTRACT(url, '(&amp;|^)channel_id=([^&amp;]*)', 2) END AS channel_id
/// FROM bid
/// WHERE REGEXP_EXTRACT(url, '(&amp;|^)channel_id=([^&amp;]*)', 2) IS NOT NULL OR lower(channel) IN ('apple', 'google', 'facebook', 'baidu')
/// </code>
/// </remarks>
public sealed class Q21 : Query
{
    private const string Parameter = "&channel_id=";
    private static readonly string[] Known = ["apple", "google", "facebook", "baidu"];

    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid)
        .Select(bid => new Row(bid.Id, bid.By, bid.Price, bid.Channel, ChannelId(bid.Detail)))
        .Where(row => row.ChannelId.Of != 0));

    private static Slice ChannelId(int channel)
    {
        var (name, url) = (Channels.Name(channel), Channels.Url(channel));
        for (var i = 0; i < Known.Length; i++)
        {
            if (string.Equals(name, Known[i], StringComparison.OrdinalIgnoreCase)) return new Slice(Slice.Digits, i, 1);
        }

        var at = url.IndexOf(Parameter, StringComparison.Ordinal);
        if (at < 0) return default;
        var start = at + Parameter.Length;
        var length = url.AsSpan(start).IndexOf('&');
        return Slice.OfUrl(channel, start, length < 0 ? url.Length - start : length);
    }

    /// <summary>A bid and its channel.</summary>
    public readonly record struct Row(long Auction, long Bidder, long Price, string Channel, Slice ChannelId);
}
