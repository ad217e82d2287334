namespace ActorStream.Bench.RocksDbSum;

/// <summary>Keeps a sum per key.</summary>
internal interface IContestant : IDisposable
{
    string Name { get; }

    /// <summary>Adds one to each of the keys; answers the sum of what they are then.</summary>
    long Add(ReadOnlySpan<long> keys);
}
