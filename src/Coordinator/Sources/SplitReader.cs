using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>
/// One source subtask, as its enumerator sees it: what it asked for, what it was told, and what of that it has acknowledged.
/// </summary>
internal sealed class SplitReader(long epoch)
{
    private readonly List<SplitState> _taken = [];
    private readonly HashSet<string> _assigned = [];
    private readonly Queue<SourceInstruction> _unacknowledged = new();
    private long _request;
    private long _answered;
    private long _sequence;
    private (long Floor, double Rate, bool NoMore)? _told;

    /// <summary>Where it is; known once it has asked.</summary>
    internal IActorRef Ref { get; set; } = ActorRefs.NoSender;

    internal bool HasAsked => _request > 0;

    /// <summary>How many splits more it can take.</summary>
    internal int Room { get; private set; }

    /// <summary>How many splits it holds and has not ended.</summary>
    internal int Reading => _assigned.Count;

    internal bool IsAcknowledged => _unacknowledged.Count == 0;

    /// <summary>Answers whether the request is news.</summary>
    internal bool OnRequest(RequestSplits request)
    {
        if (request.Sequence <= _request)
        {
            return false;
        }

        _request = request.Sequence;
        Room = request.Wanted;
        _assigned.ExceptWith(request.Ended);
        return true;
    }

    /// <summary>Gives it a split, with the next instruction.</summary>
    internal void Take(SplitState split)
    {
        _taken.Add(split);
        _assigned.Add(split.Id);
        Room--;
    }

    /// <summary>Sends an instruction if there is anything to tell: splits, an answer, or that something has changed.</summary>
    internal void Instruct(long floor, double rate, bool noMore, IActorRef enumerator)
    {
        if (_taken.Count == 0 && _answered == _request && _told == (floor, rate, noMore))
        {
            return;
        }

        var instruction = new SourceInstruction(epoch, ++_sequence, _request, [.. _taken], floor, rate, noMore);
        _taken.Clear();
        (_answered, _told) = (_request, (floor, rate, noMore));
        _unacknowledged.Enqueue(instruction);
        Ref.Tell(instruction, enumerator);
    }

    internal void Acknowledge(long sequence)
    {
        while (_unacknowledged.TryPeek(out var oldest) && oldest.Sequence <= sequence)
        {
            _unacknowledged.Dequeue();
        }
    }

    internal void SendUnacknowledged(IActorRef enumerator)
    {
        foreach (var instruction in _unacknowledged)
        {
            Ref.Tell(instruction, enumerator);
        }
    }
}
