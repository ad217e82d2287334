namespace Nexmark;

/// <summary>A bid with all it has.</summary>
public readonly record struct BidRow(long Auction, long Bidder, long Price, string Channel, string Url, DateTime Time, Slice Extra)
{
    /// <summary>The row of a bid.</summary>
    public static BidRow Of(in Event bid) => new(bid.Id, bid.By, bid.Price, bid.Channel, bid.Url, bid.Time, bid.Extra);
}
