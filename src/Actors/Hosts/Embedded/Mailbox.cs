namespace ActorStream.Actors.Hosts;

/// <summary>
/// Queue of many senders and one reader, linked through the nodes themselves, which also says whether its actor is scheduled: one atomic
/// operation per post, none that allocates or waits.
/// </summary>
/// <remarks>
/// <para>Senders push onto a stack by compare-and-swap. The reader takes the whole stack in one exchange and turns it round, which gives
/// back the order of arrival. A list that senders append to (Vyukov's) pushes without a retry, but has a moment in which a preempted
/// sender hides what came after it; here a node is in the mailbox when the push returns, so that a signal sent before a message is
/// always seen before it.</para>
/// <para><b>Invariant.</b> <see cref="_top"/> is <see cref="Idle"/> exactly while the actor is not scheduled: whoever replaces it by a
/// node must schedule the actor, and only the reader puts it back. Once it is <see cref="Closed"/> it stays so.</para>
/// </remarks>
internal sealed class Mailbox
{
    private static readonly MailboxNode Idle = new Mark();
    private static readonly MailboxNode Closed = new Mark();

    /// <summary>Newest node, or a mark, or null: scheduled and nothing new. Any thread.</summary>
    private MailboxNode? _top = Idle;

    /// <summary>Set after the push of an overtaking node, so that the reader looks before the messages it has taken. Any thread.</summary>
    private bool _overtaken;

    // The reader's own: what it has taken, in order.
    private NodeList _signals;
    private NodeList _messages;

    /// <summary>Adds a node; drops it if closed. Answers whether the caller must schedule the actor.</summary>
    internal bool Post(MailboxNode node)
    {
        var overtakes = node is Delivery { Overtakes: true };
        var top = Volatile.Read(ref _top);
        while (true)
        {
            if (top == Closed)
            {
                node.Dropped();
                return false;
            }
            node.NextInMailbox = top == Idle ? null : top;
            var seen = Interlocked.CompareExchange(ref _top, node, top);
            if (seen == top)
                break;
            top = seen;
        }
        // The node may be the reader's already: nothing of it may be touched from here on.
        if (overtakes)
            Volatile.Write(ref _overtaken, true);
        return top == Idle;
    }

    /// <summary>The next node, or null if there is none at the moment. Reader only.</summary>
    internal MailboxNode? Next()
    {
        if (Volatile.Read(ref _overtaken))
        {
            Volatile.Write(ref _overtaken, false);
            Take();
        }
        else if (_signals.IsEmpty && _messages.IsEmpty)
        {
            Take();
        }
        return _signals.IsEmpty ? _messages.RemoveFirst() : _signals.RemoveFirst();
    }

    /// <summary>Ends the turn if nothing came; if false, there is more to read. Reader only, after <see cref="Next"/> gave null.</summary>
    internal bool TryIdle() => Interlocked.CompareExchange(ref _top, Idle, null) is null;

    /// <summary>Drops all that is in it and all that will come. Reader only, last.</summary>
    internal void Close()
    {
        Sort(Interlocked.Exchange(ref _top, Closed));
        while ((_signals.RemoveFirst() ?? _messages.RemoveFirst()) is { } node)
            node.Dropped();
    }

    private void Take()
    {
        if (Volatile.Read(ref _top) is not null)
            Sort(Interlocked.Exchange(ref _top, null));
    }

    private void Sort(MailboxNode? newest)
    {
        MailboxNode? oldest = null;
        while (newest is not null)
        {
            var next = newest.NextInMailbox;
            newest.NextInMailbox = oldest;
            oldest = newest;
            newest = next;
        }
        while (oldest is not null)
        {
            var next = oldest.NextInMailbox;
            oldest.NextInMailbox = null;
            if (oldest is Delivery { Overtakes: true })
                _signals.Add(oldest);
            else
                _messages.Add(oldest);
            oldest = next;
        }
    }

    /// <summary>First in, first out; linked through the nodes.</summary>
    private struct NodeList
    {
        private MailboxNode? _first;
        private MailboxNode? _last;

        internal readonly bool IsEmpty => _first is null;

        internal void Add(MailboxNode node)
        {
            if (_first is null)
                _first = node;
            else
                _last!.NextInMailbox = node;
            _last = node;
        }

        internal MailboxNode? RemoveFirst()
        {
            var node = _first;
            if (node is not null)
            {
                _first = node.NextInMailbox;
                node.NextInMailbox = null;
            }
            return node;
        }
    }

    private sealed class Mark : MailboxNode;
}
