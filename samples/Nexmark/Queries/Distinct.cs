using ActorStream;

namespace Nexmark;

/// <summary>A bid, and what it adds to statistics. In few bytes, because there are many.</summary>
/// <param name="Bidder">Who bids.</param>
/// <param name="Auction">On what.</param>
/// <param name="Of">Whose statistics.</param>
/// <param name="Minute">The minute of the bid.</param>
/// <param name="Rank">Its price: 0 below 10,000; 1 below 1,000,000; 2 for others.</param>
/// <param name="Bidders">As which the bidder was not seen before: bit 0 at all, bits 1 to 3 in ranks 0 to 2.</param>
/// <param name="Auctions">As which the auction was not seen before.</param>
public readonly record struct Addition(int Bidder, int Auction, Statistics Of, Minute Minute, byte Rank, byte Bidders, byte Auctions);

/// <summary>Whose statistics.</summary>
/// <param name="Day">The day, by its number.</param>
/// <param name="Channel">A channel, or <see cref="All"/>.</param>
public readonly record struct Statistics(int Day, short Channel)
{
    /// <summary>Those of all channels together.</summary>
    public const short All = -1;
}

/// <summary>A bidder or an auction within statistics.</summary>
public readonly record struct Member(int Id, int Day, short Channel);

/// <summary>
/// <c>COUNT(DISTINCT ...)</c>, in steps: bidders and auctions are each looked up where their key lives, which says whether they are
/// new, and only that goes on to the counters. So a day, or a channel that everybody uses, costs one subtask a few additions per
/// bid, not the sets.
/// </summary>
public static class Distinct
{
    /// <summary>What each bid adds.</summary>
    public static DataStream<Addition> Additions(DataStream<Event> events, bool byChannel) => events
        .Where(e => e.IsBid)
        .Select(bid => Addition(bid, byChannel ? bid.Detail : Statistics.All))
        .KeyBy(bid => new Member(bid.Bidder, bid.Of.Day, bid.Of.Channel)).Process(() => new NewMembers(ofAuctions: false), uid: "bidders")
        .KeyBy(bid => new Member(bid.Auction, bid.Of.Day, bid.Of.Channel)).Process(() => new NewMembers(ofAuctions: true), uid: "auctions");

    private static Addition Addition(in Event bid, short channel)
    {
        var day = bid.Time.Ticks / TimeSpan.TicksPerDay;
        var minute = (bid.Time.Ticks - (day * TimeSpan.TicksPerDay)) / TimeSpan.TicksPerMinute;
        var rank = (byte)(bid.Price < 10_000 ? 0 : bid.Price < 1_000_000 ? 1 : 2);
        return new Addition(checked((int)bid.By), checked((int)bid.Id), new Statistics((int)day, channel), new Minute((short)minute), rank, 0, 0);
    }

    private sealed class NewMembers : KeyedProcessFunction<Member, Addition, Addition>
    {
        private readonly bool _ofAuctions;
        private readonly ValueState<byte> _seenAs;

        public NewMembers(bool ofAuctions) => (_ofAuctions, _seenAs) = (ofAuctions, ValueState<byte>("seen-as"));

        protected override void Process(in Addition bid, KeyedContext<Member> context, Collector<Addition> output)
        {
            ref var seen = ref _seenAs.Ref;
            var isNewAs = (byte)((1 | (2 << bid.Rank)) & ~seen);
            seen |= isNewAs;
            output.Emit(_ofAuctions ? bid with { Auctions = isNewAs } : bid with { Bidders = isNewAs });
        }
    }
}

/// <summary>Counts of one thing: in all, and by rank.</summary>
public record struct Ranks(long Total, long Rank1, long Rank2, long Rank3)
{
    /// <summary>Adds one to each count that a bit is set for.</summary>
    public void Add(int bits)
    {
        Total += bits & 1;
        Rank1 += (bits >> 1) & 1;
        Rank2 += (bits >> 2) & 1;
        Rank3 += (bits >> 3) & 1;
    }
}

/// <summary>Statistics so far.</summary>
public struct Counters
{
    /// <summary>The latest minute.</summary>
    public short LastMinute;

    /// <summary>Bids.</summary>
    public Ranks Bids;

    /// <summary>Different bidders.</summary>
    public Ranks Bidders;

    /// <summary>Different auctions.</summary>
    public Ranks Auctions;

    /// <summary>Adds what a bid adds.</summary>
    public void Add(in Addition addition)
    {
        LastMinute = Math.Max(LastMinute, addition.Minute.OfDay);
        Bids.Add(1 | (2 << addition.Rank));
        Bidders.Add(addition.Bidders);
        Auctions.Add(addition.Auctions);
    }
}
