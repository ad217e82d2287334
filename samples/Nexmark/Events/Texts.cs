using System.Globalization;

namespace Nexmark;

/// <summary>The texts of events. Those without meaning are parts of one long text, as in Nexmark, so that nothing is copied per event.</summary>
public static class Texts
{
    private const int PoolLength = 1 << 16;
    private const ulong Salt = 0x7E87;

    /// <summary>The long text.</summary>
    internal static readonly string Pool = MakePool();

    private static readonly string[] FirstNames = ["Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter"];
    private static readonly string[] LastNames = ["Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris"];
    private static readonly string[] Names = [.. FirstNames.SelectMany(first => LastNames.Select(last => $"{first} {last}"))];
    private static readonly string[] Cities =
        ["Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle", "Kent", "Cheyenne"];

    private static readonly string[] States = ["AZ", "CA", "ID", "OR", "WA", "WY"];

    /// <summary>How many places there are: cities times states, which have nothing to do with each other.</summary>
    public static int Places => Cities.Length * States.Length;

    /// <summary>A person's name.</summary>
    public static string Name(in Event person) => Names[Mix.Below(Names.Length, Bits(person))];

    /// <summary>A person's address.</summary>
    public static string Email(in Event person)
    {
        var bits = Bits(person);
        return $"{Part(bits, 3, 4)}@{Part(Mix.Bits(bits), 3, 2)}.com";
    }

    /// <summary>A person's credit card.</summary>
    public static string CreditCard(in Event person)
    {
        var bits = Mix.Bits(Bits(person));
        return string.Create(CultureInfo.InvariantCulture, $"{Four(bits)} {Four(bits >> 16)} {Four(bits >> 32)} {Four(bits >> 48)}");
    }

    /// <summary>The city of a place.</summary>
    public static string City(int place) => Cities[place / States.Length];

    /// <summary>The state of a place.</summary>
    public static string State(int place) => States[place % States.Length];

    /// <summary>The name of what an auction offers, of up to 20 characters.</summary>
    public static Slice ItemName(in Event auction) => Part(Bits(auction), 3, 17);

    /// <summary>The description of what an auction offers, of up to 100 characters.</summary>
    public static Slice Description(in Event auction) => Part(Mix.Bits(Bits(auction)), 3, 97);

    /// <summary>Fills an event up to its size in Nexmark: 200 bytes for a person, 500 for an auction, 100 for a bid, on average.</summary>
    internal static Slice Extra(in Event of) => of.Kind switch
    {
        EventKind.Person => Part(Bits(of), 112, 56),
        EventKind.Auction => Part(Bits(of), 320, 160),
        _ => ExtraOfBid(of.Number),
    };

    /// <summary>The same of a bid, by its number.</summary>
    internal static Slice ExtraOfBid(long number) => Part(Mix.Bits(number, Salt), 54, 28);

    private static int Four(ulong bits) => 1000 + (int)((bits & 0xFFFF) % 9000);

    private static ulong Bits(in Event of) => Mix.Bits(of.Number, Salt);

    private static Slice Part(ulong bits, int shortest, int more)
    {
        var length = shortest + Mix.Below(more, bits);
        return new Slice(Slice.Pool, Mix.Below(PoolLength - length, bits >> 32), (short)length);
    }

    private static string MakePool() => string.Create(PoolLength, 0, static (text, _) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)('a' + Mix.Below(26, Mix.Bits(i, Salt)));
        }
    });
}
