using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ActorStream;

namespace FlightDelays;

/// <summary>A row of the input, as far as this job looks at it.</summary>
readonly record struct Flight([CsvColumn("date")] DepartureTime Departure, [CsvColumn("delay")] int Minutes, string Origin);

/// <summary>The input's way to write a time: MMDDHHmm of 2001, taken as UTC.</summary>
readonly record struct DepartureTime(DateTimeOffset Time) : ISpanParsable<DepartureTime>
{
    const int Year = 2001;

    public static bool TryParse(ReadOnlySpan<char> text, IFormatProvider? provider, out DepartureTime result)
    {
        result = default;
        if (text.Length != 8 || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
            return false;
        var (month, day, hour, minute) = (digits / 1_000_000, digits / 10_000 % 100, digits / 100 % 100, digits % 100);
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Year, month) || hour > 23 || minute > 59)
            return false;
        result = new DepartureTime(new DateTimeOffset(Year, month, day, hour, minute, 0, TimeSpan.Zero));
        return true;
    }

    public static DepartureTime Parse(ReadOnlySpan<char> text, IFormatProvider? provider) => TryParse(text, provider, out var time)
        ? time
        : throw new FormatException($"'{text}' is no time of the form MMDDHHmm");

    public static DepartureTime Parse(string text, IFormatProvider? provider) => Parse(text.AsSpan(), provider);

    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out DepartureTime result) =>
        TryParse(text.AsSpan(), provider, out result);
}
