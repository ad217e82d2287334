using System.Globalization;

namespace Nexmark;

/// <summary>A price in euros, exact to the thousandth: SQL's <c>DECIMAL(23, 3)</c> in eight bytes.</summary>
/// <param name="Thousandths">The price.</param>
public readonly record struct Euros(long Thousandths) : IFormattable
{
    /// <summary>What so many dollars are at Nexmark's rate, <c>0.908 * price</c>.</summary>
    public static Euros Of(long dollars) => new(908 * dollars);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Thousandths / 1000}.{Thousandths % 1000:000}");

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? provider) => ToString();
}
