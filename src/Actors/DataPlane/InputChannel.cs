using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// The receiving end of a channel: what arrived and was not handled yet, in order. Blocked while a barrier waits for the other channels.
/// </summary>
internal sealed class InputChannel(int index, long epoch, string from, IBatchEntry entry)
{
    // Queued nodes are out of any mailbox, so the mailbox link is free to chain them.
    private MailboxNode? _head;
    private MailboxNode? _tail;
    private long _received;
    private long _watermark = long.MinValue;

    internal int Index { get; } = index;

    /// <summary>Where its records enter the chain.</summary>
    internal IBatchEntry Entry { get; } = entry;

    /// <summary>Not drained until the round it waits for is over.</summary>
    internal bool Blocked { get; set; }

    /// <summary>No record follows; barriers do.</summary>
    internal bool Ended { get; set; }

    /// <summary>The sender's watermark behind what was handled. May be read by anyone.</summary>
    internal long Watermark
    {
        get => Volatile.Read(ref _watermark);
        private set => Volatile.Write(ref _watermark, value);
    }

    /// <summary>The sender brings nothing for now, so its watermark does not count. May be read by anyone.</summary>
    internal bool IsIdle { get; private set; }

    internal bool IsEmpty => _head is null;

    /// <summary>What was handled has brought this watermark.</summary>
    internal void Raise(long watermark, bool isIdle)
    {
        Invariant.Holds(watermark >= Watermark, $"Channel {Index} from {from} brought watermark {watermark} after {Watermark}.");
        (Watermark, IsIdle) = (watermark, isIdle);
    }

    /// <summary>Queues a batch or signal that arrived.</summary>
    /// <exception cref="ChannelGapException">Something before it is missing: the channel lost a message.</exception>
    internal void Enqueue(MailboxNode node)
    {
        var expected = node is RecordBatch ? ++_received : _received;
        var actual = node is RecordBatch batch ? batch.Sequence : ((ChannelSignal)node).AfterSequence;
        if (actual != expected)
        {
            throw new ChannelGapException(
                $"Channel {Index} from {from} in epoch {epoch}: {node.GetType().Name} has sequence {actual}, {expected} was expected. "
                + "A batch was lost or doubled on the way.");
        }

        node.NextInMailbox = null;
        if (_tail is null)
        {
            _head = node;
        }
        else
        {
            _tail.NextInMailbox = node;
        }

        _tail = node;
    }

    internal MailboxNode Dequeue()
    {
        var node = _head!;
        _head = node.NextInMailbox;
        if (_head is null)
        {
            _tail = null;
        }

        node.NextInMailbox = null;
        return node;
    }
}
