using Nexmark;
using Xunit;

namespace ActorStream.Tests.Nexmark;

public sealed class EventGeneratorTests
{
    private const int Count = 100_000;
    private const int PerSecond = 1000;
    private static readonly EventGenerator Generator = new(seed: 1, PerSecond);
    private static readonly IReadOnlyList<Event> Events = [.. Enumerable.Range(0, Count).Select(place => Generator.At(place))];

    [Fact]
    public void Of_fifty_events_one_is_a_person_three_are_auctions_and_the_rest_are_bids() => Assert.Equal(
        [(EventKind.Person, Count / 50), (EventKind.Auction, Count * 3 / 50), (EventKind.Bid, Count * 46 / 50)],
        Events.CountBy(e => e.Kind).Select(kind => (kind.Key, kind.Value)).OrderBy(kind => kind.Key));

    [Fact]
    public void Event_follows_from_its_place_and_the_seed_alone()
    {
        var again = new EventGenerator(seed: 1, PerSecond);
        Assert.All(new[] { Count - 1, 12_345, 0 }, place => Assert.Equal(Events[place], again.At(place)));
        Assert.NotEqual(Events[12_345], new EventGenerator(seed: 2, PerSecond).At(12_345));
    }

    [Fact]
    public void Each_number_comes_once_and_close_to_its_place()
    {
        Assert.Equal(Count, Events.Select(e => e.Number).Distinct().Count());
        Assert.All(Events.Index(), e => Assert.InRange(e.Item.Number - e.Index, -99, 99));
        Assert.Contains(Events.Zip(Events.Skip(1)), pair => pair.Second.Time < pair.First.Time);
    }

    [Fact]
    public void Event_time_goes_by_the_rate()
    {
        var first = new DateTime(2015, 7, 15, 0, 0, 0, DateTimeKind.Utc);
        Assert.All(Events, e => Assert.Equal(e.Number * 1000 / PerSecond, (long)(e.Time - first).TotalMilliseconds));
    }

    [Fact]
    public void Ids_are_given_out_in_order_and_once()
    {
        Assert.Equal(Enumerable.Range(1000, Count / 50).Select(id => (long)id), Events.Where(e => e.IsPerson).OrderBy(e => e.Number).Select(e => e.Id));
        Assert.Equal(Enumerable.Range(1000, Count * 3 / 50).Select(id => (long)id), Events.Where(e => e.IsAuction).OrderBy(e => e.Number).Select(e => e.Id));
    }

    [Fact]
    public void Half_of_the_bids_and_three_in_four_bidders_and_sellers_are_hot()
    {
        Assert.InRange(Share(Events.Where(e => e.IsBid), e => (e.Id - 1000) % 100 == 0), 0.49, 0.52);
        Assert.InRange(Share(Events.Where(e => e.IsBid), e => (e.By - 1001) % 100 == 0), 0.74, 0.77);
        Assert.InRange(Share(Events.Where(e => e.IsAuction), e => (e.By - 1000) % 100 == 0), 0.74, 0.78);
    }

    [Fact]
    public void Prices_are_spread_evenly_over_the_powers_of_ten()
    {
        var prices = Events.Where(e => e.IsBid).Select(e => (double)e.Price).ToList();
        Assert.InRange(prices.Min(), 100, 101);
        Assert.InRange(prices.Max(), 99_000_000, 100_000_000);
        Assert.All(Enumerable.Range(2, 6), power => Assert.InRange(Share(prices, price => (int)Math.Log10(price) == power), 0.155, 0.178));
    }

    private static double Share<T>(IEnumerable<T> all, Func<T, bool> some) => all.Average(one => some(one) ? 1.0 : 0);
}
