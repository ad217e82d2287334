using System.Buffers.Binary;
using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>How far event time was for some of an operator's keys.</summary>
/// <param name="Keys">Their hashes.</param>
/// <param name="Watermark">UTC ticks.</param>
internal readonly record struct KeyTime(HashRange Keys, long Watermark);

/// <summary>
/// The event time of an operator: part of its snapshot, so that what was late stays late after a restore, and what was emitted is not
/// emitted again.
/// </summary>
/// <remarks>
/// Barriers are aligned, and a sender's watermark goes to all subtasks of the next operator before its barrier does: so those of one
/// operator mostly have the same in a checkpoint. Not where an idle input speaks again: of two subtasks one may have heard the others'
/// watermark first, which was not held back by it yet, and time does not go back. Each stores its own, for its keys. Where subtasks whose
/// times differ come together as one, it has the latest, since no key may see time go back, and knows of which keys the time was before:
/// timers of theirs that are due fire with the next watermark, as windows do (<see cref="Parts"/>).
/// </remarks>
internal sealed class OperatorTime(string uid, HashRange range)
{
    private const int ItemBytes = 3 * sizeof(ulong);

    // Behind a restore, until the first watermark; there are many of those, and then it is one for all keys.
    private IReadOnlyList<KeyTime>? _restored;

    /// <summary>No record earlier than this is expected; UTC ticks, <see cref="long.MinValue"/> before the first.</summary>
    internal long Watermark { get; private set; } = long.MinValue;

    /// <summary>The same by keys: differs behind a restore, until the first watermark.</summary>
    internal IReadOnlyList<KeyTime> Parts => _restored ?? [new(range, Watermark)];

    /// <summary>Answers whether that is later than before.</summary>
    internal bool TryRaise(long watermark)
    {
        if (watermark <= Watermark)
        {
            return false;
        }

        (Watermark, _restored) = (watermark, null);
        return true;
    }

    internal OperatorStateList ToList() =>
        new(OperatorStateList.WatermarkName, StateDistribution.Union, [.. Parts.Select(static part => ToItem(part))]);

    /// <param name="lists">Of this operator, the user's among them.</param>
    /// <exception cref="StateRestoreException">A stored watermark is none.</exception>
    internal void Restore(IEnumerable<OperatorStateList> lists)
    {
        var items = lists.Where(static list => list.Schema is null && list.Name == OperatorStateList.WatermarkName)
            .SelectMany(static list => list.Items).Select(item => FromItem(item.Span));
        if (items.Where(item => item.Keys.Overlaps(range)).Select(Within).ToList() is { Count: > 0 } parts)
        {
            (Watermark, _restored) = (parts.Max(static part => part.Watermark), parts);
        }
    }

    private KeyTime Within(KeyTime part)
    {
        var keys = new HashRange(Math.Max(part.Keys.First, range.First), Math.Min(part.Keys.Last, range.Last));

        // At its end the input had no time any more. Either nothing follows, or the job goes on from there with more of it, which has an
        // end of its own.
        return new KeyTime(keys, part.Watermark == long.MaxValue ? long.MinValue : part.Watermark);
    }

    private static ReadOnlyMemory<byte> ToItem(KeyTime part)
    {
        var item = new byte[ItemBytes];
        BinaryPrimitives.WriteInt64LittleEndian(item, part.Watermark);
        BinaryPrimitives.WriteUInt64LittleEndian(item.AsSpan(sizeof(long)), part.Keys.First);
        BinaryPrimitives.WriteUInt64LittleEndian(item.AsSpan(2 * sizeof(long)), part.Keys.Last);
        return item;
    }

    /// <summary>Before it was told by keys it was a watermark only.</summary>
    private KeyTime FromItem(ReadOnlySpan<byte> item) => item.Length switch
    {
        sizeof(long) => new KeyTime(HashRange.All, BinaryPrimitives.ReadInt64LittleEndian(item)),
        ItemBytes => new KeyTime(
            new HashRange(
                BinaryPrimitives.ReadUInt64LittleEndian(item[sizeof(long)..]),
                BinaryPrimitives.ReadUInt64LittleEndian(item[(2 * sizeof(long))..])),
            BinaryPrimitives.ReadInt64LittleEndian(item)),
        _ => throw new StateRestoreException(
            $"Operator '{uid}': its stored watermark has {item.Length} bytes instead of {ItemBytes} or {sizeof(long)}."),
    };
}
