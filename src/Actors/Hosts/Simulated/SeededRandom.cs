using System.Numerics;

namespace ActorStream.Actors.Hosts;

/// <summary>
/// Random bits that one seed determines, the same on every machine and release: xoshiro256** (Blackman and Vigna, "Scrambled Linear
/// Pseudorandom Number Generators", ACM TOMS 2021), its state filled by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), as its authors
/// advise.
/// </summary>
internal sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    internal SeededRandom(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>64 random bits.</summary>
    internal ulong Next()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number from 0 to below the limit. The bias is below limit / 2^64.</summary>
    internal long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>True with this chance. Draws only if the outcome is open.</summary>
    internal bool Chance(double chance) => chance > 0 && (Next() >> 11) * (1.0 / (1UL << 53)) < chance;

    private static ulong SplitMix(ref ulong state)
    {
        var mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
