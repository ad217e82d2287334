using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// Each record to the subtask that owns the hash of its key. First it is found for the whole batch which records go where, then each
/// channel takes its own column by column: loops without a branch per record, and a channel without room holds up only what goes there.
/// </summary>
internal sealed class HashExchangeStage<TKey, T>(Func<T, TKey> selector, IReadOnlyList<OutputChannel<T>> channels, Buffers buffers)
    : ExchangeStage<T>(channels)
{
    private readonly IKeyHasher<TKey> _hasher = KeyHash.For<TKey>();
    private readonly ColumnPool<TKey> _keyPool = buffers.Pool<TKey>();
    private readonly TKey[] _keys = new TKey[buffers.Settings.BatchRecords];
    private readonly ulong[] _hashes = new ulong[buffers.Settings.BatchRecords];

    // Which records of the batch go to each channel, by their indices, in a stretch of a batch's length for each; how many; how many of
    // them have gone.
    private readonly int _stretch = buffers.Settings.BatchRecords;
    private readonly ushort[] _chosen = new ushort[channels.Count * buffers.Settings.BatchRecords];
    private readonly int[] _counts = new int[channels.Count];
    private readonly int[] _sent = new int[channels.Count];

    protected override void Begin(RecordBatch<T> batch)
    {
        KeyStage<TKey, T>.Compute(selector, _hasher, batch.Records, _keys, _hashes);
        Array.Clear(_counts);
        Array.Clear(_sent);
        var (stretch, parallelism) = (_stretch, _counts.Length);
        var hashes = _hashes.AsSpan(0, batch.Count);
        // A subtask is below the parallelism and no channel gets more records than the batch has: bounds checks would find nothing.
        ref var chosen = ref MemoryMarshal.GetArrayDataReference(_chosen);
        ref var counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        for (var i = 0; i < hashes.Length; i++)
        {
            var subtask = HashRange.SubtaskOf(hashes[i], parallelism);
            Unsafe.Add(ref chosen, (subtask * stretch) + Unsafe.Add(ref counts, subtask)++) = (ushort)i;
        }
    }

    protected override bool HandOut(RecordBatch<T> batch)
    {
        var all = true;
        for (var i = 0; i < _counts.Length; i++)
        {
            all &= HandOut(batch, i, Channels[i]);
        }

        return all;
    }

    private bool HandOut(RecordBatch<T> batch, int subtask, OutputChannel<T> channel)
    {
        while (_sent[subtask] < _counts[subtask])
        {
            if (channel.IsFull && !channel.TrySend(Watermark))
            {
                return false;
            }

            var rest = _chosen.AsSpan((subtask * _stretch) + _sent[subtask], _counts[subtask] - _sent[subtask]);
            _sent[subtask] += channel.Add(batch, rest, _keys, _hashes, _keyPool);
        }

        return true;
    }
}
