using System.Buffers.Binary;
using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// The event time of an operator: part of its snapshot, so that what was late stays late after a restore, and what was emitted is not
/// emitted again.
/// </summary>
/// <remarks>
/// Barriers are aligned, and a sender's watermark goes to all subtasks of the next operator before its barrier does: so those of one
/// operator have the same in a checkpoint. Should they not, as after a barrier
/// that overtakes records, the least is what no key of them is behind.
/// </remarks>
internal sealed class OperatorTime(string uid)
{
    /// <summary>No record earlier than this is expected; UTC ticks, <see cref="long.MinValue"/> before the first.</summary>
    internal long Watermark { get; private set; } = long.MinValue;

    /// <summary>Answers whether that is later than before.</summary>
    internal bool TryRaise(long watermark)
    {
        if (watermark <= Watermark)
        {
            return false;
        }

        Watermark = watermark;
        return true;
    }

    internal OperatorStateList ToList()
    {
        var item = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(item, Watermark);
        return new OperatorStateList(OperatorStateList.WatermarkName, StateDistribution.Union, [item]);
    }

    /// <param name="lists">Of this operator, the user's among them.</param>
    /// <exception cref="StateRestoreException">A stored watermark is none.</exception>
    internal void Restore(IEnumerable<OperatorStateList> lists)
    {
        var restored = lists.Where(static list => list.Schema is null && list.Name == OperatorStateList.WatermarkName)
            .SelectMany(static list => list.Items).Select(item => FromItem(item.Span)).DefaultIfEmpty(long.MinValue).Min();

        // At its end the input had no time any more. Either nothing follows, or the job goes on from there with more of it, which has an
        // end of its own.
        Watermark = restored == long.MaxValue ? long.MinValue : restored;
    }

    private long FromItem(ReadOnlySpan<byte> item) => item.Length == sizeof(long)
        ? BinaryPrimitives.ReadInt64LittleEndian(item)
        : throw new StateRestoreException($"Operator '{uid}': its stored watermark has {item.Length} bytes instead of {sizeof(long)}.");
}
