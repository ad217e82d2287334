using System.Diagnostics.CodeAnalysis;

namespace ActorStream.Actors;

/// <summary>
/// The records of an asynchronous operator whose answers have not been emitted, and the watermarks between them. Says what may leave: an
/// answer
/// when it is there and, if order matters, those before it have left; a watermark when all before it have left.
/// </summary>
internal sealed class AsyncRequests<TIn, TOut>(bool isOrdered)
{
    private readonly LinkedList<AsyncCall<TIn, TOut>> _all = new();

    // Those that a watermark has closed, and the one that records come to.
    private readonly Queue<Segment> _segments = new();
    private Segment _open = new();
    private Segment? _closed;

    /// <summary>Records in it.</summary>
    internal int Count => _all.Count;

    /// <summary>All of them, as they came.</summary>
    internal IEnumerable<AsyncCall<TIn, TOut>> All => _all;

    internal void Add(AsyncCall<TIn, TOut> call)
    {
        call.Place = _all.AddLast(call);
        call.Segment = _open;
        _open.Left++;
        if (isOrdered)
        {
            _open.Line.Enqueue(call);
        }
    }

    internal void AddWatermark(long watermark)
    {
        if (_segments.Count > 0 && _open.Left == 0)
        {
            // Nothing came since the last one, which has not left: one does for both.
            _closed!.Watermark = watermark;
            return;
        }

        _open.Watermark = watermark;
        _segments.Enqueue(_closed = _open);
        _open = new Segment();
    }

    /// <summary>A call has ended.</summary>
    internal void Complete(AsyncCall<TIn, TOut> call)
    {
        if (!isOrdered)
        {
            call.Segment!.Line.Enqueue(call);
        }
    }

    /// <summary>Takes the next record that may leave.</summary>
    internal bool TryTake([NotNullWhen(true)] out AsyncCall<TIn, TOut>? call)
    {
        var first = _segments.TryPeek(out var closed) ? closed : _open;
        if (!first.Line.TryPeek(out call) || !call.HasEnded)
        {
            return false;
        }

        first.Line.Dequeue();
        first.Left--;
        _all.Remove(call.Place!);
        return true;
    }

    /// <summary>Takes the next watermark, if nothing before it is left.</summary>
    internal bool TryTakeWatermark(out long watermark)
    {
        watermark = 0;
        if (!_segments.TryPeek(out var first) || first.Left > 0)
        {
            return false;
        }

        watermark = _segments.Dequeue().Watermark;
        return true;
    }

    /// <summary>What lies between two watermarks.</summary>
    internal sealed class Segment
    {
        /// <summary>Those that may leave in turn: all, or those whose call has ended where order does not matter.</summary>
        internal Queue<AsyncCall<TIn, TOut>> Line { get; } = new();

        /// <summary>Records that have not left.</summary>
        internal int Left { get; set; }

        /// <summary>What ends it, once it is closed.</summary>
        internal long Watermark { get; set; }
    }
}

/// <summary>One record on its way through an asynchronous operator.</summary>
internal sealed class AsyncCall<TIn, TOut>(AsyncRequest<TIn> request)
{
    internal AsyncRequest<TIn> Request { get; } = request;

    /// <summary>There is an answer, or a fault.</summary>
    internal bool HasEnded { get; set; }

    internal TOut? Answer { get; set; }

    /// <summary>Why there is no answer and will not be; null: there is one.</summary>
    internal Exception? Fault { get; set; }

    /// <summary>Counts the calls made for it.</summary>
    internal int Attempt { get; set; }

    /// <summary>When the first was made, by the clock's timestamps.</summary>
    internal long Begun { get; set; }

    /// <summary>Ends the call under way; null: none is, not even one that was given up.</summary>
    internal CancellationTokenSource? Cancellation { get; set; }

    /// <summary>Its place among all records.</summary>
    internal LinkedListNode<AsyncCall<TIn, TOut>>? Place { get; set; }

    /// <summary>Its place among the calls under way.</summary>
    internal LinkedListNode<AsyncCall<TIn, TOut>>? Active { get; set; }

    internal AsyncRequests<TIn, TOut>.Segment? Segment { get; set; }
}
