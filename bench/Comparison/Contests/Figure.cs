using System.Globalization;

namespace ActorStream.Bench.Comparison;

/// <summary>Something that is measured.</summary>
/// <param name="Name">Of the value in outcomes.</param>
/// <param name="Title">Of the column.</param>
/// <param name="Scale">A value is shown by so much.</param>
internal sealed record Figure(string Name, string Title, double Scale = 1)
{
    internal static Figure Rate { get; } = new("rate", "M events/s", 1e-6);

    internal static Figure Allocated { get; } = new("allocated", "bytes/event");

    internal static Figure Cores { get; } = new("cores", "cores");

    /// <summary>A number with three digits that matter.</summary>
    internal static string Text(double value)
    {
        if (double.IsNaN(value)) return "";
        var digits = Math.Abs(value) switch { >= 100 => 0, >= 10 => 1, >= 0.995 => 2, 0 => 0, >= 0.00095 => 3, _ => 4 };
        return value.ToString("#,0." + new string('0', digits), CultureInfo.InvariantCulture);
    }

    internal string Shown(double value) => Text(value * Scale);
}
