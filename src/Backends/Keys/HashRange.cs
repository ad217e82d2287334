namespace ActorStream.Backends;

/// <summary>
/// The contiguous key hashes that a subtask owns, both ends included (the last of all hashes could not be an exclusive end).
/// </summary>
internal readonly record struct HashRange(ulong First, ulong Last)
{
    public static HashRange All => new(0, ulong.MaxValue);

    /// <summary>The subtask that owns a hash: the high half of hash × parallelism.</summary>
    public static int SubtaskOf(ulong hash, int parallelism) => (int)Math.BigMul(hash, (ulong)parallelism, out _);

    /// <summary>The hashes h for which <see cref="SubtaskOf"/> answers this subtask, exactly.</summary>
    public static HashRange Of(int subtask, int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(subtask);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(subtask, parallelism);
        return new HashRange(FirstOf(subtask, parallelism), FirstOf(subtask + 1, parallelism) - 1);
    }

    public bool Contains(ulong hash) => hash - First <= Last - First;

    public bool Overlaps(HashRange other) => First <= other.Last && other.First <= Last;

    public override string ToString() => $"{First:x16}..{Last:x16}";

    /// <summary>The least hash of a subtask, which is ⌈subtask × 2^64 / parallelism⌉; wraps to 0 for one past the last subtask.</summary>
    private static ulong FirstOf(int subtask, int parallelism) =>
        (ulong)((((UInt128)(uint)subtask << 64) + (uint)(parallelism - 1)) / (uint)parallelism);
}
