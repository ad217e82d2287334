using System.Globalization;

namespace FlightDelays;

/// <summary>A date as the file has it: MMDDHHmm, of the year 2001 and taken as UTC.</summary>
/// <param name="Time">The instant.</param>
public readonly record struct FlightDate(DateTimeOffset Time) : ISpanParsable<FlightDate>
{
    private const int Year = 2001;
    private const int Digits = 8;

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> text, IFormatProvider? provider, out FlightDate date)
    {
        date = default;
        if (text.Length != Digits || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var (month, day, hour, minute) = (number / 1_000_000, number / 10_000 % 100, number / 100 % 100, number % 100);
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Year, month) || hour > 23 || minute > 59)
        {
            return false;
        }

        date = new FlightDate(new DateTimeOffset(Year, month, day, hour, minute, 0, TimeSpan.Zero));
        return true;
    }

    /// <inheritdoc/>
    public static bool TryParse(string? text, IFormatProvider? provider, out FlightDate date) =>
        TryParse(text.AsSpan(), provider, out date);

    /// <inheritdoc/>
    public static FlightDate Parse(ReadOnlySpan<char> text, IFormatProvider? provider) =>
        TryParse(text, provider, out var date) ? date : throw new FormatException($"'{text}' is not a time MMDDHHmm of {Year}.");

    /// <inheritdoc/>
    public static FlightDate Parse(string text, IFormatProvider? provider) => Parse(text.AsSpan(), provider);
}
