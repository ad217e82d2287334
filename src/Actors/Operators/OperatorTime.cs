using System.Buffers.Binary;
using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// The event time of an operator: part of its snapshot, so that what was late stays late after a restore, and what was emitted is not emitted again.
/// </summary>
/// <remarks>
/// At another parallelism it is the least of those whose keys are here now, so that no timer or window is passed over. Keys whose subtask was
/// further than that keep what that had reached, until the watermark gets there.
/// </remarks>
/// <param name="uid">The operator.</param>
/// <param name="range">Its keys' hashes; null: it has no keys, so a restore gives each subtask the least of all.</param>
internal sealed class OperatorTime(string uid, HashRange? range)
{
    private const int ItemBytes = 3 * sizeof(long);

    private HashRange Range { get; } = range ?? HashRange.All;

    // Ranges whose keys were further; null if there are none.
    private List<(HashRange Range, long Watermark)>? _ahead;

    /// <summary>No record earlier than this is expected; UTC ticks, <see cref="long.MinValue"/> before the first.</summary>
    internal long Watermark { get; private set; } = long.MinValue;

    /// <summary>Whether some keys were further than the rest when they were restored.</summary>
    internal bool IsUneven => _ahead is not null;

    /// <summary>What the key's subtask has reached, before a restore or since.</summary>
    internal long Of(ulong hash) => _ahead is null ? Watermark : Math.Max(Watermark, BeforeRestore(hash));

    /// <summary>What the key's subtask had reached before the restore, if that is further than others; else less than any time.</summary>
    internal long BeforeRestore(ulong hash)
    {
        var watermark = long.MinValue;
        foreach (var (keys, reached) in _ahead ?? [])
        {
            watermark = keys.Contains(hash) ? Math.Max(watermark, reached) : watermark;
        }

        return watermark;
    }

    /// <summary>Answers whether that is later than before.</summary>
    internal bool TryRaise(long watermark)
    {
        if (watermark <= Watermark)
        {
            return false;
        }

        // Not those that it passes now: what it lets fire is for the other keys only.
        DropReached();
        Watermark = watermark;
        return true;
    }

    internal OperatorStateList ToList() =>
        new(OperatorStateList.WatermarkName, StateDistribution.Union, [ToItem(Range, Watermark), .. (_ahead ?? []).Select(static one => ToItem(one.Range, one.Watermark))]);

    /// <param name="lists">Of this operator, the user's among them.</param>
    /// <exception cref="StateRestoreException">A stored watermark is none.</exception>
    internal void Restore(IEnumerable<OperatorStateList> lists)
    {
        var restored = lists.Where(static list => list.Schema is null && list.Name == OperatorStateList.WatermarkName).SelectMany(static list => list.Items)
            .Select(item => FromItem(item.Span)).Where(item => item.Range.Overlaps(Range)).ToList();
        if (restored.Exists(static item => item.Watermark == long.MaxValue))
        {
            // The input had ended. Either nothing follows, or the job goes on from there with more of it, which has an end of its own.
            return;
        }

        Watermark = restored.Select(static item => item.Watermark).DefaultIfEmpty(long.MinValue).Min();
        _ahead = range is null ? null
            : [.. restored.Select(item => (new HashRange(Math.Max(item.Range.First, Range.First), Math.Min(item.Range.Last, Range.Last)), item.Watermark))];
        DropReached();
    }

    private void DropReached()
    {
        _ahead?.RemoveAll(one => one.Watermark <= Watermark);
        _ahead = _ahead is { Count: > 0 } ? _ahead : null;
    }

    private static ReadOnlyMemory<byte> ToItem(HashRange keys, long watermark)
    {
        var item = new byte[ItemBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(item, keys.First);
        BinaryPrimitives.WriteUInt64LittleEndian(item.AsSpan(8), keys.Last);
        BinaryPrimitives.WriteInt64LittleEndian(item.AsSpan(16), watermark);
        return item;
    }

    private (HashRange Range, long Watermark) FromItem(ReadOnlySpan<byte> item) => item.Length == ItemBytes
        ? (new HashRange(BinaryPrimitives.ReadUInt64LittleEndian(item), BinaryPrimitives.ReadUInt64LittleEndian(item[8..])), BinaryPrimitives.ReadInt64LittleEndian(item[16..]))
        : throw new StateRestoreException($"Operator '{uid}': its stored watermark has {item.Length} bytes instead of {ItemBytes}.");
}
