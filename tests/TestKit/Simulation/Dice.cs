using ActorStream.Actors.Hosts;

namespace ActorStream.TestKit.Simulation;

/// <summary>What a seed chooses, the same on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    private readonly SeededRandom _random = new(seed);

    /// <summary>A number from the first to the last, both included.</summary>
    internal int Between(int first, int last) => first + (int)_random.Below(last - first + 1L);

    /// <summary>True with this chance, 0 to 1.</summary>
    internal bool Chance(double chance) => _random.Chance(chance);

    internal T Pick<T>(params ReadOnlySpan<T> from) => from[(int)_random.Below(from.Length)];

    internal TimeSpan Milliseconds(int first, int last) =>
        TimeSpan.FromTicks(Between(first * 1000, last * 1000) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Bits for the dice of somebody else.</summary>
    internal ulong Next() => _random.Next();
}
