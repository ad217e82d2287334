using System.Globalization;

namespace ActorStream.Tests.Oracle;

/// <summary>What the main job must commit for an input: per origin and UTC day the flights and their delays, sorted.</summary>
static class ExpectedRows
{
    public const string Header = "origin,day,flights,mean_delay,max_delay,late_share";

    const string InputHeader = "date,delay,distance,origin,destination";
    const int LateAfterMinutes = 15;

    /// <summary>Reads the input once; a row the job would have to reject is a <see cref="FormatException"/>.</summary>
    public static List<string> Of(string inputFile)
    {
        var days = new SortedDictionary<(string Origin, DateOnly Day), Delays>(Comparer<(string Origin, DateOnly Day)>.Create(
            (a, b) => string.CompareOrdinal(a.Origin, b.Origin) is var byOrigin and not 0 ? byOrigin : a.Day.CompareTo(b.Day)));
        var line = 0;
        foreach (var text in File.ReadLines(inputFile))
        {
            line++;
            if (line == 1)
            {
                if (text != InputHeader)
                    throw new FormatException($"{inputFile}, line 1: the header is '{text}', expected '{InputHeader}'");
                continue;
            }

            var fields = text.Split(',');
            if (fields.Length != 5
                || !DateTime.TryParseExact(
                    "2001" + fields[0], "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var departure)
                || !int.TryParse(fields[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var delay)
                || fields[3].Length == 0)
                throw new FormatException($"{inputFile}, line {line}: '{text}' is not a flight");

            var key = (fields[3], DateOnly.FromDateTime(departure));
            var sums = days.GetValueOrDefault(key);
            days[key] = new Delays(
                Flights: sums.Flights + 1,
                Minutes: sums.Minutes + delay,
                Longest: sums.Flights == 0 ? delay : Math.Max(sums.Longest, delay),
                Late: sums.Late + (delay > LateAfterMinutes ? 1 : 0));
        }

        return [.. days.Select(entry => Row(entry.Key.Origin, entry.Key.Day, entry.Value))];
    }

    /// <summary>
    /// numerator / denominator with six decimals, rounded half to even on the exact quotient: no binary or decimal fraction in between
    /// can turn a near tie into a tie.
    /// </summary>
    public static string SixDecimals(long numerator, long denominator)
    {
        const long Unit = 1_000_000;
        var (quotient, remainder) = Int128.DivRem(Int128.Abs((Int128)numerator * Unit), denominator);
        var toTie = 2 * remainder - denominator;
        if (toTie > 0 || (toTie == 0 && Int128.IsOddInteger(quotient)))
            quotient++;
        var sign = numerator < 0 && quotient != 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{quotient / Unit}.{quotient % Unit:D6}");
    }

    static string Row(string origin, DateOnly day, Delays of) => string.Create(CultureInfo.InvariantCulture,
        $"{origin},{day:yyyy-MM-dd},{of.Flights},{SixDecimals(of.Minutes, of.Flights)},{of.Longest},{SixDecimals(of.Late, of.Flights)}");

    readonly record struct Delays(long Flights, long Minutes, int Longest, long Late);
}
