namespace Nexmark;

/// <summary>Prices as in Nexmark: from 100 to 100,000,000 cents, each power of ten as likely as any other.</summary>
internal static class Prices
{
    /// <summary>A price of 32 random bits: 100 · 10^(6u), as a power of two whose fraction is a polynomial, which is faster than a call of Math.Pow and the same on every machine.</summary>
    internal static int Of(uint bits)
    {
        const double log2OfRange = 19.931568569324174; // log2(10^6)
        var exponent = bits * (log2OfRange / 4294967296.0);
        var whole = (int)exponent;
        var x = exponent - whole;
        var fraction = 1 + (x * (0.6930321187 + (x * (0.2413797743 + (x * (0.0520323499 + (x * 0.0135557571)))))));
        return (int)((100 * fraction * (1 << whole)) + 0.5);
    }
}
