using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>Entries as they were written, or as one would have written them, to be written to a snapshot file.</summary>
/// <param name="entries">Of one state and slice, in the order of their hashes, those of a key together.</param>
internal sealed class StoredEntries(IReadOnlyList<StoredEntry> entries) : FrozenEntries
{
    private int _next;

    public override bool IsChange => false;

    /// <summary>Puts entries into the order that a file has: those of a key keep theirs.</summary>
    internal static IEnumerable<StoredEntry> Sort(IEnumerable<StoredEntry> entries) =>
        entries.OrderBy(static entry => entry.Hash).ThenBy(static entry => entry.Key, BytesOrder.Instance);

    public override void Rewind() => _next = 0;

    public override bool TryWriteNext(SnapshotBlockBuilder block)
    {
        if (_next == entries.Count) return false;
        var key = entries[_next].Key;
        do
        {
            block.Add(entries[_next].Hash, key.Span, entries[_next].Value.Span);
        }
        while (++_next < entries.Count && entries[_next].Key.Span.SequenceEqual(key.Span));
        return true;
    }

    public override void Dispose()
    {
    }

    private sealed class BytesOrder : IComparer<ReadOnlyMemory<byte>>
    {
        internal static readonly BytesOrder Instance = new();

        public int Compare(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceCompareTo(y.Span);
    }
}
