using System.Diagnostics;
using System.Runtime;

namespace ActorStream.Bench.Comparison;

/// <summary>
/// Whether code is still being compiled. What runs meanwhile is slower than what will run, and shares its core with the compiler. Code that
/// runs once a second is compiled for speed only after half a minute: a quiet moment is enough. Used by one thread at a time.
/// </summary>
/// <param name="compiled">How often a method was compiled so far.</param>
/// <param name="quiet">So long nothing must have been compiled.</param>
/// <param name="longest">After so long it counts as over whatever is compiled.</param>
internal sealed class Compilation(Func<long> compiled, TimeSpan quiet, TimeSpan longest)
{
    private long _count = -1;
    private long _since;
    private long _asked;

    /// <summary>
    /// That of this process: code that runs all the time was compiled for speed within four tenths of a second without any.
    /// </summary>
    internal static Compilation OfThisProcess() =>
        new(static () => JitInfo.GetCompiledMethodCount(), TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(5));

    /// <summary>Whether it is over; looks from the first call on.</summary>
    /// <param name="now">A timestamp.</param>
    internal bool IsOver(long now)
    {
        var count = compiled();
        if (_count < 0) _asked = now;
        if (count != _count) (_count, _since) = (count, now);
        return Stopwatch.GetElapsedTime(_since, now) >= quiet || Stopwatch.GetElapsedTime(_asked, now) >= longest;
    }
}
