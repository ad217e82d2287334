using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// Each record to the subtask that owns the hash of its key. First it is found for the whole batch which records go where, then each channel takes its
/// own column by column: loops without a branch per record, and a channel without room holds up only what goes there.
/// </summary>
internal sealed class HashExchangeStage<TKey, T>(Func<T, TKey> selector, IReadOnlyList<OutputChannel<T>> channels, Buffers buffers)
    : ExchangeStage<T>(channels)
{
    private readonly IKeyHasher<TKey> _hasher = KeyHash.For<TKey>();
    private readonly ColumnPool<TKey> _keyPool = buffers.Pool<TKey>();
    private readonly TKey[] _keys = new TKey[buffers.Settings.BatchRecords];
    private readonly ulong[] _hashes = new ulong[buffers.Settings.BatchRecords];
    private readonly Choice[] _choices = [.. channels.Select(_ => new Choice(buffers.Settings.BatchRecords))];

    protected override void Begin(RecordBatch<T> batch)
    {
        KeyStage<TKey, T>.Compute(selector, _hasher, batch.Records, _keys, _hashes);
        foreach (var choice in _choices)
        {
            (choice.Count, choice.Sent) = (0, 0);
        }

        var choices = _choices;
        var hashes = _hashes.AsSpan(0, batch.Count);
        for (var i = 0; i < hashes.Length; i++)
        {
            var choice = choices[HashRange.SubtaskOf(hashes[i], choices.Length)];
            choice.Records[choice.Count++] = (ushort)i;
        }
    }

    protected override bool HandOut(RecordBatch<T> batch)
    {
        var all = true;
        for (var i = 0; i < _choices.Length; i++)
        {
            all &= HandOut(batch, _choices[i], Channels[i]);
        }

        return all;
    }

    private bool HandOut(RecordBatch<T> batch, Choice choice, OutputChannel<T> channel)
    {
        while (choice.Sent < choice.Count)
        {
            if (channel.IsFull && !channel.TrySend(Watermark))
            {
                return false;
            }

            choice.Sent += channel.Add(batch, choice.Records.AsSpan(choice.Sent, choice.Count - choice.Sent), _keys, _hashes, _keyPool);
        }

        return true;
    }

    /// <summary>Which records of the batch go to one channel, by their indices, and how many have gone.</summary>
    private sealed class Choice(int most)
    {
        internal readonly ushort[] Records = new ushort[most];
        internal int Count;
        internal int Sent;
    }
}
