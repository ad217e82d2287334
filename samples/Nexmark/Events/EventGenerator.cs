using System.Runtime.CompilerServices;

namespace Nexmark;

/// <summary>
/// Makes the events of Nexmark: of each 50 one person, three auctions and 46 bids. Any event follows from its place and the seed
/// alone, so they can be made in any order, by any number of threads, and again after a failure.
/// </summary>
/// <remarks>
/// The proportions, hot keys (every second bid goes to one of a hundred auctions, three in four come from one of a hundred people,
/// and three in four auctions are offered by one), the people and auctions that are active, lengths of auctions and prices are those
/// of Nexmark's reference generator with its default settings. The random numbers differ, and events within each hundred come out
/// of order.
/// </remarks>
public sealed class EventGenerator
{
    private const int PerEpoch = 50;
    private const int AuctionsPerEpoch = 3;
    private const int FirstBid = 1 + AuctionsPerEpoch;
    private const int FirstId = 1000;
    private const int FirstCategory = 10;
    private const int Categories = 5;
    private const int HotGroup = 100;
    private const int ActivePeople = 1000;
    private const int OpenAuctions = 100;
    private const int Ahead = 10; // people and auctions that events may name before they are there
    private const uint ShuffledGroup = 100;
    private const uint ShuffleStep = 953;
    private static readonly long FirstTime = new DateTime(2015, 7, 15, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly ulong _seed;
    private readonly long _spacing;
    private readonly int _openFor;

    /// <param name="seed">Which events: another row of them for each seed.</param>
    /// <param name="eventsPerSecond">How many happen in a second of event time; at most ten million.</param>
    public EventGenerator(long seed, double eventsPerSecond)
    {
        _spacing = Math.Max(1, (long)(TimeSpan.TicksPerSecond / eventsPerSecond));
        _seed = Mix.Bits((ulong)seed);

        // Auctions are open for as long as it takes to open so many more, on average.
        var horizon = OpenAuctions * PerEpoch / AuctionsPerEpoch * _spacing / TimeSpan.TicksPerMillisecond;
        _openFor = (int)Math.Clamp(2 * horizon, 1, int.MaxValue - 1);
    }

    /// <summary>The event at a place of the stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Event At(long place)
    {
        var group = (ulong)place / ShuffledGroup * ShuffledGroup;
        return OfNumber((long)(group + (((uint)((ulong)place - group) * ShuffleStep) % ShuffledGroup)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Event OfNumber(long number)
    {
        var bits = Mix.Bits(number, _seed);
        var epoch = (long)((ulong)number / PerEpoch);
        var offset = number - (epoch * PerEpoch);
        var ticks = FirstTime + (number * _spacing);
        var time = new DateTime((long)((ulong)ticks / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
        return offset >= FirstBid ? Bid(number, time, epoch, bits)
            : offset == 0 ? new Event(EventKind.Person, number, time, FirstId + epoch, 0, 0, 0, 0, (short)Mix.Below(Texts.Places, bits))
            : Auction(number, time, epoch, offset - 1, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Event Bid(long number, DateTime time, long epoch, ulong bits)
    {
        var more = Mix.Bits(bits);
        var lastAuction = (epoch * AuctionsPerEpoch) + AuctionsPerEpoch - 1;

        // Both sides of each choice: which one it is nobody can predict, the processor neither.
        var auction = Mix.Choose(bits, FirstOfGroup(lastAuction), SomeAuction(lastAuction, bits >> 2));
        var bidder = Mix.Choose((bits >> 34) | (bits >> 35), FirstOfGroup(epoch) + 1, SomePerson(epoch, more));
        var channel = Mix.Choose(
            bits >> 36, (long)(bits >> 37) & (Channels.Hot - 1), Channels.Hot + Mix.Below(Channels.Others, bits >> 32));
        var price = Prices.Of((uint)(more >> 32));
        return new Event(EventKind.Bid, number, time, FirstId + auction, FirstId + bidder, price, 0, 0, (short)channel);
    }

    private Event Auction(long number, DateTime time, long epoch, long offset, ulong bits)
    {
        var more = Mix.Bits(bits);
        var seller = (bits & 3) != 0 ? FirstOfGroup(epoch) : SomePerson(epoch, bits >> 2);
        var price = Prices.Of((uint)more);
        return new Event(
            EventKind.Auction,
            number,
            time,
            FirstId + (epoch * AuctionsPerEpoch) + offset,
            FirstId + seller,
            price,
            price + Prices.Of((uint)(more >> 32)),
            1 + Mix.Below(_openFor, Mix.Bits(more)),
            (short)(FirstCategory + Mix.Below(Categories, bits >> 32)));
    }

    private static long FirstOfGroup(long last) => (long)((ulong)last / HotGroup) * HotGroup;

    private static long SomeAuction(long last, ulong bits)
    {
        var first = Math.Max(last - OpenAuctions, 0);
        return first + Mix.Below((int)(last - first) + 1 + Ahead, bits);
    }

    private static long SomePerson(long last, ulong bits)
    {
        var people = last + 1;
        var active = (int)Math.Min(people, ActivePeople);
        return people - active + Mix.Below(active + Ahead, bits);
    }
}
