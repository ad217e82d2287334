using ActorStream;

namespace Nexmark;

/// <summary>What is known of an auction.</summary>
/// <param name="Auction">The auction; of no kind while only bids on it came.</param>
/// <param name="Best">Its best bid so far; of no kind while there is none.</param>
public record struct Contest(Event Auction, Event Best);

/// <summary>
/// Brings each bid together with its auction, by the auction's id, whichever of them comes first. Both are kept as long as the job
/// runs, as in SQL without a time to live.
/// </summary>
/// <typeparam name="TOut">What goes out.</typeparam>
public abstract class AuctionFunction<TOut> : KeyedProcessFunction<long, Event, TOut>
{
    private readonly ValueState<Contest> _contest;
    private readonly ListState<Event> _early; // bids whose auction did not come yet

    /// <summary>Declares the state.</summary>
    protected AuctionFunction() => (_contest, _early) = (ValueState<Contest>("contest"), ListState<Event>("early"));

    /// <inheritdoc/>
    protected sealed override void Process(in Event record, KeyedContext<long> context, Collector<TOut> output)
    {
        ref var contest = ref _contest.GetOrAdd(out var isNew);
        if (record.IsBid)
        {
            if (contest.Auction.IsAuction) OnBid(ref contest, record, output);
            else _early.Add(record);
            return;
        }

        contest.Auction = record;
        if (isNew) return;
        var known = contest; // of what other states answer, a reference would not be valid any more
        foreach (var bid in _early) OnBid(ref known, bid, output);
        _early.Clear();
        _contest.Set(known);
    }

    /// <summary>A bid whose auction is known.</summary>
    protected abstract void OnBid(ref Contest contest, in Event bid, Collector<TOut> output);

    /// <summary>
    /// Takes a bid made while the auction was open, if it is better than all before: higher, or as high and earlier. The order of
    /// events settles what SQL leaves open.
    /// </summary>
    protected static bool Takes(ref Contest contest, in Event bid)
    {
        var best = contest.Best;
        var isBetter = bid.Time >= contest.Auction.Time && bid.Time <= contest.Auction.Expires
            && (bid.Price > best.Price || (bid.Price == best.Price && bid.Number < best.Number));
        if (isBetter) contest.Best = bid;
        return isBetter;
    }
}
