using ActorStream.Backends;

namespace ActorStream.Bench.Micro;

/// <summary>
/// A long per key in a backend, used as the engine's keyed stages use it: its keys are prefetched a group ahead.
/// </summary>
internal sealed class Announced(KeyedStateBackend<long> backend) : IDisposable
{
    private readonly ValueStore<long> _sum = backend.Bind(new ValueStateDescriptor<long>("sum"));

    /// <summary>Adds each of the keys once.</summary>
    internal void Grow(int keys)
    {
        var hasher = KeyHash.For<long>();
        Span<long> batch = stackalloc long[KeyBatches.Size];
        Span<ulong> hashes = stackalloc ulong[KeyBatches.Size];
        for (var first = 0; first < keys; first += batch.Length)
        {
            batch = batch[..Math.Min(batch.Length, keys - first)];
            for (var i = 0; i < batch.Length; i++) batch[i] = KeyBatches.KeyOf(first + i);
            hasher.Hash(batch, hashes);
            Update(batch, hashes[..batch.Length], prefetch: true);
        }
    }

    internal long Update(ReadOnlySpan<long> keys, ReadOnlySpan<ulong> hashes, bool prefetch)
    {
        var total = 0L;
        backend.Prepare(keys, hashes);
        for (var i = 0; i < keys.Length; i++)
        {
            if (prefetch) PrefetchAt(hashes, i);
            backend.SetCurrent(keys[i], hashes[i], prefetch ? NearSlots.PlaceOf(i) : NearSlots.None);
            total += ++_sum.GetOrAdd(out _);
        }

        return total;
    }

    internal long Read(ReadOnlySpan<long> keys, ReadOnlySpan<ulong> hashes, bool prefetch)
    {
        var total = 0L;
        backend.Prepare(keys, hashes);
        for (var i = 0; i < keys.Length; i++)
        {
            if (prefetch) PrefetchAt(hashes, i);
            backend.SetCurrent(keys[i], hashes[i], prefetch ? NearSlots.PlaceOf(i) : NearSlots.None);
            total += _sum.TryGet(out var sum) ? sum : 1;
        }

        return total;
    }

    public void Dispose() => backend.Dispose();

    private void PrefetchAt(ReadOnlySpan<ulong> hashes, int i)
    {
        if (NearSlots.BeginsGroup(i)) backend.Prefetch(hashes, i);
    }
}
