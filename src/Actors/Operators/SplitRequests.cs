namespace ActorStream.Actors;

/// <summary>
/// A source subtask's conversation with the enumerator: asks for splits until it is answered, and accepts each instruction once, in order.
/// </summary>
internal sealed class SplitRequests(StageContext context)
{
    private readonly List<string> _ended = [];
    private IActorRef? _enumerator;
    private long _request;
    private int _wanted;
    private bool _changed;
    private bool _answered = true;
    private long _instruction;

    internal void Start(IActorRef enumerator) => _enumerator ??= enumerator;

    /// <summary>A split was read to its end; told with the next <see cref="Update"/>.</summary>
    internal void Ended(string split)
    {
        _ended.Add(split);
        _changed = true;
    }

    /// <summary>How many splits there is room for now; asks if that, or what has ended, is news.</summary>
    internal void Update(int room)
    {
        if (_enumerator is null || (room == _wanted && !_changed))
        {
            return;
        }

        (_wanted, _changed, _answered) = (room, false, false);
        _request++;
        Send();
    }

    /// <summary>Acknowledges an instruction; answers whether it is to be applied.</summary>
    internal bool Accept(SourceInstruction instruction)
    {
        if (instruction.Epoch != context.Epoch || _enumerator is null)
        {
            return false;
        }

        var isNext = instruction.Sequence == _instruction + 1;
        if (isNext)
        {
            _instruction = instruction.Sequence;
            if (instruction.AnsweredRequest >= _request)
            {
                _answered = true;
                _ended.Clear();
            }

            _wanted = Math.Max(0, _wanted - instruction.Splits.Count);
        }

        if (instruction.Sequence <= _instruction)
        {
            _enumerator.Tell(new InstructionSeen(context.Epoch, context.Id.Index, _instruction), context.Self);
        }

        return isNext;
    }

    private void Send()
    {
        _enumerator!.Tell(new RequestSplits(context.Epoch, context.Id.Index, _request, _wanted, [.. _ended]), context.Self);
        context.SetTimer(this, context.Environment.Settings.Control.ResendInterval, () =>
        {
            if (!_answered)
            {
                Send();
            }
        });
    }
}
