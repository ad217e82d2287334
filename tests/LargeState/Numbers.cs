namespace ActorStream.Tests.LargeState;

/// <summary>A record: a number for a key.</summary>
public readonly record struct Number(long Key, long Value);

/// <summary>Each key as often as the others, once per round, in an order that jumps over all of them; values from the position.</summary>
internal static class Numbers
{
    internal const int Rounds = 2;

    internal static Number At(long position, long keys)
    {
        var key = (long)((UInt128)(position % keys) * 2_654_435_761 % (UInt128)keys);
        return new Number(key, unchecked((position * 0x2545F4914F6CDD1D) >> 40) & 1023);
    }
}
