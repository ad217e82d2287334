using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>What begins the chain of a source subtask: reads instead of being pushed to.</summary>
internal abstract class SourceHead
{
    /// <summary>The first stage of the chain.</summary>
    internal abstract Stage Next { get; }

    /// <summary>All splits ended and none will come: what follows is the end of input.</summary>
    internal abstract bool HasEnded { get; }

    /// <summary>The subtask's enumerator is known and the epoch has started: splits may be asked for.</summary>
    internal abstract void Start(IActorRef enumerator);

    /// <summary>Applies an instruction of the enumerator, each number once and in order.</summary>
    internal abstract void OnInstruction(SourceInstruction instruction);

    /// <summary>Where the slowest split of all subtasks is: those far ahead of it wait.</summary>
    internal abstract void OnSlowest(long watermark);

    /// <summary>
    /// Pushes the next batch. Called while the chain is idle. Answers null if there is nothing to push now, else whether the chain is idle
    /// again.
    /// </summary>
    internal abstract bool? TryProduce();

    /// <summary>Adds the positions of the splits being read. Called while the chain is idle.</summary>
    internal abstract void Snapshot(SnapshotRound round);

    internal abstract ValueTask CloseAsync();
}

/// <inheritdoc/>
internal sealed class SourceHead<T, TSplit> : SourceHead
    where TSplit : ISourceSplit
{
    private readonly SourceNode<T, TSplit> _node;
    private readonly Stage<T> _next;
    private readonly SourceSplits _splits;
    private readonly StageContext _context;
    private readonly string _uid;
    private readonly int _splitsAtOnce;
    private readonly List<SplitReading<T, TSplit>> _reading = [];
    private readonly RecordBatch<T> _shell = new();
    private readonly SplitRequests _requests;
    private readonly Pace _pace;
    private int _slots;
    private int _turn;
    private bool _noMoreSplits;
    private bool _splitsChanged;

    internal SourceHead(SourceNode<T, TSplit> node, Stage<T> next, SourceSplits splits, StageContext context)
    {
        (_node, _next, _splits, _context, _uid) = (node, next, splits, context, node.Uid!.Value.Value);
        _splitsAtOnce = Math.Max(1, node.Source.SplitsPerReader);
        _requests = new SplitRequests(context);
        _pace = new Pace(context);
    }

    internal override Stage Next => _next;

    internal override bool HasEnded => _noMoreSplits && _reading.Count == 0;

    internal override void Start(IActorRef enumerator)
    {
        _requests.Start(enumerator);
        AskForSplits();
        if (_splits.IsAligned)
        {
            TellProgress(enumerator);
        }
    }

    internal override void OnInstruction(SourceInstruction instruction)
    {
        if (!_requests.Accept(instruction))
        {
            return;
        }

        _pace.RecordsPerSecond = instruction.RecordsPerSecond;
        foreach (var state in instruction.Splits)
        {
            var slot = _slots++;
            var split = SplitFormat<TSplit>.Read(state);
            _splits.Add(slot, state.Id, state.Watermark);
            var reading = new SplitReading<T, TSplit>(_node.Source, split, slot, _pace.BatchLimit, SourceContext(), _context);
            _reading.Add(reading);
            reading.Open();
        }

        _splits.Floor = instruction.Floor;
        _noMoreSplits |= instruction.NoMoreSplits;
        _splitsChanged = true;
        AskForSplits();
    }

    internal override void OnSlowest(long watermark) => _splits.SlowestOfAll = watermark;

    internal override bool? TryProduce()
    {
        if (_splitsChanged)
        {
            _splitsChanged = false;
            if (!_next.OnSplitsChanged())
            {
                return false;
            }
        }

        _splits.Align();
        for (var tries = 0; tries < _reading.Count; tries++)
        {
            _turn = (_turn + 1) % _reading.Count;
            var reading = _reading[_turn];
            if (!reading.IsReady || _splits.IsPaused(reading.Slot))
            {
                continue;
            }

            if (!_pace.MayEmit())
            {
                return null;
            }

            // What the next stage did not take of the batch before goes back first.
            _shell.Clear();
            reading.TakeInto(_shell, _pace.BatchLimit);
            if (reading.HasEnded)
            {
                _reading.RemoveAt(_turn);
                _splits.Remove(reading.Slot);
                _splitsChanged = true;
                _requests.Ended(reading.Position.Id);
                reading.CloseInBackground();
                AskForSplits();
            }

            if (_shell.Count == 0)
            {
                return _splitsChanged ? TryProduce() : null;
            }

            _pace.Emitted(_shell.Count);
            _context.Metrics.CountIn(_shell.Count);
            return _next.Push(_shell);
        }

        return null;
    }

    internal override void Snapshot(SnapshotRound round)
    {
        var items = _reading.Select(r => SplitFormat.Write(SplitFormat<TSplit>.ToState(r.Position, _splits.WatermarkOf(r.Slot)))).ToList();
        round.Add(_uid, new OperatorStateList(SplitFormat.ListName, StateDistribution.Enumerator, items));
    }

    internal override ValueTask CloseAsync() => Closing.AllAsync(_reading.Select<SplitReading<T, TSplit>, Func<ValueTask>>(r => r.CloseAsync));

    /// <summary>For as long as the subtask lives: an answer that is lost, or a last word, costs the others one interval.</summary>
    private void TellProgress(IActorRef enumerator)
    {
        enumerator.Tell(new SplitProgress(_context.Epoch, _context.Id, _splits.AlignmentGroup, _splits.Slowest()), _context.Self);
        _context.SetTimer(_splits, _context.Environment.Settings.Sources.AlignmentInterval, () => TellProgress(enumerator));
    }

    private void AskForSplits() => _requests.Update(_noMoreSplits ? 0 : Math.Max(0, _splitsAtOnce - _reading.Count));

    private SourceContext SourceContext() => new()
    {
        JobName = _context.Environment.JobName,
        Uid = _uid,
        Subtask = _context.Id.Index,
        Parallelism = _context.Parallelism,
        Files = _context.Environment.Files,
        Time = _context.Time,
        Logger = _context.Function(_uid).Logger,
    };
}
