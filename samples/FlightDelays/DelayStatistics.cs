using ActorStream;

namespace FlightDelays;

/// <summary>What is known of an airport's day so far. A struct: it is updated in place.</summary>
/// <param name="Flights">How many left.</param>
/// <param name="Minutes">Sum of their delays.</param>
/// <param name="Longest">Largest delay.</param>
/// <param name="Late">How many left more than 15 minutes late.</param>
public record struct Delays(long Flights, long Minutes, int Longest, long Late);

/// <summary>A day of an airport: a row of the output.</summary>
/// <param name="Origin">The airport.</param>
/// <param name="Day">The day, UTC.</param>
/// <param name="Flights">How many left.</param>
/// <param name="MeanDelay">Mean delay in minutes.</param>
/// <param name="MaxDelay">Largest delay in minutes.</param>
/// <param name="LateShare">Which share left more than 15 minutes late.</param>
public sealed record DailyDelay(
    string Origin, DateOnly Day, long Flights, [CsvFormat("F6")] decimal MeanDelay, int MaxDelay, [CsvFormat("F6")] decimal LateShare);

/// <summary>Folds the flights of an airport's day.</summary>
public sealed class DelayStatistics : IWindowAggregate<Flight, string, Delays, DailyDelay>
{
    private const int LateAfterMinutes = 15;

    /// <inheritdoc/>
    public Delays Create() => new(0, 0, int.MinValue, 0);

    /// <inheritdoc/>
    public void Add(ref Delays acc, Flight record)
    {
        acc.Flights++;
        acc.Minutes += record.Delay;
        acc.Longest = Math.Max(acc.Longest, record.Delay);
        acc.Late += record.Delay > LateAfterMinutes ? 1 : 0;
    }

    /// <inheritdoc/>
    public DailyDelay Result(string key, TimeWindow window, in Delays acc) => new(
        key,
        DateOnly.FromDateTime(window.Start.UtcDateTime),
        acc.Flights,
        SixDecimals(acc.Minutes, acc.Flights),
        acc.Longest,
        SixDecimals(acc.Late, acc.Flights));

    /// <summary>A quotient rounded half to even, in integers throughout: no fraction in between can turn a near tie into a tie.</summary>
    public static decimal SixDecimals(long numerator, long denominator)
    {
        const int unit = 1_000_000;
        var (quotient, remainder) = Int128.DivRem((Int128)numerator * unit, denominator);
        var toTie = 2 * Int128.Abs(remainder) - denominator;
        if (toTie > 0 || (toTie == 0 && Int128.IsOddInteger(quotient)))
        {
            quotient += numerator < 0 ? -1 : 1;
        }

        return (decimal)quotient / unit;
    }
}
