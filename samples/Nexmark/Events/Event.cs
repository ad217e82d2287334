namespace Nexmark;

/// <summary>What happened. The numbers are in snapshots: never renumber.</summary>
public enum EventKind : byte
{
    /// <summary>Nothing: what a value that was never set has.</summary>
    None = 0,

    /// <summary>Somebody registered.</summary>
    Person = 1,

    /// <summary>Somebody offers something.</summary>
    Auction = 2,

    /// <summary>Somebody bids.</summary>
    Bid = 3,
}

/// <summary>
/// Any of the three events: one value type, so that a batch of them is one array. Texts are not in it: they follow from its numbers when somebody asks.
/// </summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Number">Its number, in the order of event time.</param>
/// <param name="Time">When it happened, in whole milliseconds, UTC.</param>
/// <param name="Id">Of the person, or of the auction: the one offered, or the one bid on.</param>
/// <param name="By">The seller or the bidder.</param>
/// <param name="Price">The bid, or the first bid that an auction asks for, in cents.</param>
/// <param name="Reserve">What an auction must reach, in cents.</param>
/// <param name="OpenFor">How long an auction is open, in milliseconds.</param>
/// <param name="Detail">A person's place, an auction's category or a bid's channel.</param>
public readonly record struct Event(
    EventKind Kind, long Number, DateTime Time, long Id, long By, int Price, int Reserve, int OpenFor, short Detail)
{
    /// <summary>Whether it is a bid.</summary>
    public bool IsBid => Kind == EventKind.Bid;

    /// <summary>Whether it is an auction.</summary>
    public bool IsAuction => Kind == EventKind.Auction;

    /// <summary>Whether it is a person.</summary>
    public bool IsPerson => Kind == EventKind.Person;

    /// <summary>When an auction ends.</summary>
    public DateTime Expires => Time.AddTicks(OpenFor * TimeSpan.TicksPerMillisecond);

    /// <summary>The day of the event, UTC.</summary>
    public DateOnly Day => DateOnly.FromDateTime(Time);

    /// <summary>The channel of a bid.</summary>
    public string Channel => Channels.Name(Detail);

    /// <summary>The page on which a bid was made.</summary>
    public string Url => Channels.Url(Detail);

    /// <summary>A text without meaning that makes the event as large as it is in Nexmark.</summary>
    public Slice Extra => Texts.Extra(this);
}
