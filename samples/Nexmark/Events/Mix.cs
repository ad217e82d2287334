using System.Runtime.CompilerServices;

namespace Nexmark;

/// <summary>Bits that look random and follow from a number: the same in every process.</summary>
internal static class Mix
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>Sixty-four bits of a number. The finalizer of SplitMix64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Bits(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }

    /// <summary>Bits of a number, another row of them for each seed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Bits(long number, ulong seed) => Bits(((ulong)number * Step) + seed);

    /// <summary>A number below a bound, from 32 of the bits; the bound must be far below 2^32 for it to be even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Below(int bound, ulong bits) => (int)(((bits & uint.MaxValue) * (ulong)bound) >> 32);

    /// <summary>
    /// One number if the lowest bit is set, else the other, without a branch: in a loop the compiler would make one of the operator.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Choose(ulong bits, long one, long other) => other ^ ((one ^ other) & -(long)(bits & 1));
}
