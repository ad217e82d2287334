using System.Globalization;

namespace ActorStream.Cli.Output;

/// <summary>How quantities are written for people.</summary>
internal static class People
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    internal static string Number(double number) => Math.Round(number).ToString("N0", CultureInfo.InvariantCulture);

    internal static string Bytes(long bytes)
    {
        var (amount, unit) = ((double)bytes, 0);
        for (; amount >= 1024 && unit < Units.Length - 1; unit++) amount /= 1024;
        return string.Create(
            CultureInfo.InvariantCulture, $"{amount.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Units[unit]}");
    }

    internal static string Milliseconds(double milliseconds) => milliseconds < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms")
        : Span(TimeSpan.FromMilliseconds(milliseconds));

    internal static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} min",
        _ => $"{span.Days} d {span.Hours} h",
    };

    internal static string Share(double? share) =>
        share is { } part ? string.Create(CultureInfo.InvariantCulture, $"{100 * part:0} %") : "";

    internal static string Instant(DateTimeOffset? instant) => instant == DateTimeOffset.MaxValue
        ? "end of input"
        : instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";
}
