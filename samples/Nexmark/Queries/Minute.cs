using System.Globalization;

namespace Nexmark;

/// <summary>A minute of a day, written as <c>HH:mm</c>.</summary>
/// <param name="OfDay">Its number, from 0.</param>
public readonly record struct Minute(short OfDay) : IFormattable
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{OfDay / 60:00}:{OfDay % 60:00}");

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? provider) => ToString();
}
