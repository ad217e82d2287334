using System.Runtime.CompilerServices;

namespace Nexmark;

/// <summary>Prices as in Nexmark: from 100 to 100,000,000 cents, each power of ten as likely as any other.</summary>
internal static class Prices
{
    private const int Steps = 1024;
    private const int StepBits = 22;
    private const int FractionBits = 8;

    /// <summary>100 · 10^(6u) for u in steps. Between them a straight line is within a fifty-thousandth.</summary>
    private static readonly long[] Curve =
        [.. Enumerable.Range(0, Steps + 1).Select(step => (long)((1 << FractionBits) * 100 * Math.Pow(10, 6.0 * step / Steps)))];

    /// <summary>A price of 32 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Of(uint bits)
    {
        var step = (int)(bits >> StepBits);
        var (from, to) = (Curve[step], Curve[step + 1]);
        return (int)((from + (((to - from) * (bits & ((1 << StepBits) - 1))) >> StepBits)) >> FractionBits);
    }
}
