using System.Globalization;

namespace ActorStream;

/// <summary>Spans of time as settings and command lines write them: <c>500ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>, <c>1d</c>.</summary>
internal static class Duration
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond), ("us", TimeSpan.TicksPerMicrosecond),
    ];

    /// <summary>
    /// Reads a span; false if the text is not one. A bare number is refused, since whether it means seconds or milliseconds is anyone's
    /// guess; a bare 0 is not.
    /// </summary>
    internal static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        var (number, unit) = Quantity.Split(text);
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            return false;
        if (unit.Length == 0)
            return count == 0;
        var ticks = Units.FirstOrDefault(known => unit.Equals(known.Unit, StringComparison.Ordinal)).Ticks;
        if (ticks == 0 || count > TimeSpan.MaxValue.Ticks / ticks)
            return false;
        span = TimeSpan.FromTicks((long)(count * ticks));
        return true;
    }

    /// <summary>The span in the largest unit that divides it: <c>90s</c>, not <c>1.5m</c>.</summary>
    internal static string Format(TimeSpan span)
    {
        foreach (var (unit, ticks) in Units)
        {
            if (span.Ticks >= ticks && span.Ticks % ticks == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / ticks}{unit}");
        }

        return "0s";
    }
}
