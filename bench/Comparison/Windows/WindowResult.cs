using System.Runtime.CompilerServices;

namespace ActorStream.Bench.Comparison;

/// <summary>The sum of a key's window as a number that tells whose it is.</summary>
internal static class WindowResult
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long CheckOf(long key, long end, long sum) => unchecked((key ^ end) * sum);
}
