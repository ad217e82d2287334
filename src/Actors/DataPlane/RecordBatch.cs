namespace ActorStream.Actors;

/// <summary>
/// Records of one type in columns that are owned separately, so that an operator passes on those it leaves unchanged. The shell belongs to
/// whoever made it (an output channel, a stage of a chain) and comes back to it; whoever handles a batch may take its columns.
/// </summary>
/// <remarks>
/// A batch that travels between subtasks is its own mailbox node and carries its channel, epoch, sequence number and the sender's watermark.
/// When its receiver is done the same node goes back to the sender: that is the credit.
/// </remarks>
internal abstract class RecordBatch : MailboxNode
{
    /// <summary>Records in it; each column that is present has as many.</summary>
    internal int Count;

    /// <summary>Event times in UTC ticks; null: none has one.</summary>
    internal Column<long>? Times;

    /// <summary>Key hashes; present on keyed streams together with <see cref="Keys"/>.</summary>
    internal Column<ulong>? Hashes;

    /// <summary>Keys: a <see cref="Column{T}"/> of the stream's key type.</summary>
    internal Column? Keys;

    /// <summary>Which of the subtask's source splits the records come from; -1 behind an exchange.</summary>
    internal int Split = -1;

    // What follows is set by the output channel that sends the batch.

    /// <summary>Index of the receiver's input channel.</summary>
    internal int Channel;

    internal long Epoch;

    /// <summary>Counts the batches of a channel from 1; a gap fails the receiver.</summary>
    internal long Sequence;

    /// <summary>The sender's watermark when it sent the batch: holds behind its last record.</summary>
    internal long Watermark;

    /// <summary>The channel that sent it and gets it back.</summary>
    internal OutputChannel? Owner;

    /// <summary>Bytes taken from the process's budget for it; 0 if it is one of the channel's own.</summary>
    internal long BudgetBytes;

    /// <summary>On its way back.</summary>
    internal bool Returning;

    /// <summary>Returns whatever columns are left and empties it.</summary>
    internal virtual void Clear()
    {
        Times?.Return(Count);
        Hashes?.Return(Count);
        Keys?.Return(Count);
        (Times, Hashes, Keys, Count, Split) = (null, null, null, 0, -1);
    }

    /// <summary>Takes every column but the values, and the count, from another batch.</summary>
    internal void TakeSideColumns(RecordBatch from)
    {
        (Times, Hashes, Keys, Count, Split) = (from.Times, from.Hashes, from.Keys, from.Count, from.Split);
        (from.Times, from.Hashes, from.Keys) = (null, null, null);
    }
}

/// <inheritdoc/>
internal sealed class RecordBatch<T> : RecordBatch
{
    /// <summary>The records; null while the shell is empty.</summary>
    internal Column<T>? Values;

    internal ReadOnlySpan<T> Records => Values!.Items.AsSpan(0, Count);

    internal override void Clear()
    {
        Values?.Return(Count);
        Values = null;
        base.Clear();
    }
}
