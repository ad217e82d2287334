using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// Runs an asynchronous function. Takes records while there is room for their calls, emits what may leave when the chain is idle, and keeps
/// what has
/// not left in the checkpoint: a barrier waits for no answer.
/// </summary>
internal sealed class AsyncStage<TIn, TOut> : Stage<TIn>, IStatefulStage, IIdleFollower
{
    private readonly AsyncFunction<TIn, TOut> _function;
    private readonly AsyncRequests<TIn, TOut> _requests;
    private readonly AsyncCalls<TIn, TOut> _calls;
    private readonly OperatorStates _states;
    private readonly OperatorListState<AsyncRequest<TIn>> _stored;
    private readonly StageOutput<TOut> _output;
    private readonly Stage<TOut> _next;
    private readonly StageContext _context;
    private readonly int _capacity;
    private readonly bool _isKeyed;
    private readonly RecordErrors? _errors;
    private readonly IReadOnlyList<IIdleFollower> _followers;
    private bool _willEmit;

    // The cursor: a batch and its next record, a watermark that passes, the last one or the end, which wait for all calls. Busy: there is one of
    // these.
    private bool _isBusy;
    private RecordBatch<TIn>? _batch;
    private int _index;
    private long? _passing;
    private bool _isLast;
    private bool _ending;

    internal AsyncStage(
        string uid,
        AsyncFunction<TIn, TOut> function,
        AsyncOptions options,
        bool isKeyed,
        Stage<TOut> next,
        StageContext context,
        RecordErrors? errors)
    {
        (Uid, _function, _next, _context, _capacity, _isKeyed, _errors) = (uid, function, next, context, options.Capacity, isKeyed, errors);
        _requests = new AsyncRequests<TIn, TOut>(options.Order == AsyncOrder.Ordered && !isKeyed);
        _calls = new AsyncCalls<TIn, TOut>(
            uid, function, options, isKeyed, context, OnEnded, error => RecordErrors.Takes(errors, error, _output!));
        _output = new StageOutput<TOut>(next, context.Environment.Buffers);
        _followers = [.. IdleFollowers.Behind(next)];
        var declared = new StateDeclarations();
        _stored = AsyncState.Declare<TIn>(declared, isKeyed);
        _states = new OperatorStates(uid, declared, context.Id.Index);
    }

    public string Uid { get; }

    /// <summary>Nothing comes in for now; behind this stage that is so only once all answers have left.</summary>
    public bool IsIdle
    {
        get;
        set
        {
            field = value;
            TellIdle();
        }
    }

    public async ValueTask OpenAsync(IReadOnlyList<OperatorSnapshot> restored, CancellationToken cancellation)
    {
        _states.Restore(restored.SelectMany(static op => op.Lists), new HashSet<string>());
        await _function.OpenAsync(_context.Function(Uid), cancellation);
    }

    /// <summary>What had no answer is asked again; behind a key every subtask was given all, and asks for what is its own.</summary>
    public void OnOpened()
    {
        var range = HashRange.Of(_context.Id.Index, _context.Parallelism);
        foreach (var request in _stored)
        {
            if (!_isKeyed || range.Contains(request.Hash))
            {
                Take(request);
            }
        }

        _stored.Clear();
    }

    public void Snapshot(SnapshotRound round)
    {
        _stored.Replace(_requests.All.Select(static call => call.Request));
        round.Add(Uid, _states);
        _stored.Clear();
    }

    public ValueTask CloseAsync() => _function.CloseAsync();

    internal override bool Push(RecordBatch<TIn> batch)
    {
        (_batch, _index) = (batch, 0);
        return Continue();
    }

    internal override bool Advance(long watermark)
    {
        _requests.AddWatermark(watermark);
        // No record follows, whether the input ends or the job is drained: what has no answer must not be left behind.
        _isLast |= watermark == long.MaxValue;
        return Continue();
    }

    internal override bool End()
    {
        (_isLast, _ending) = (true, true);
        return Continue();
    }

    internal override bool Resume() => _output.Resume() && (!_isBusy || Continue());

    internal override bool Flush() => _next.Flush();

    internal override bool OnSplitsChanged() => _next.OnSplitsChanged();

    internal override IEnumerable<Stage> Downstream() => _next.Downstream().Prepend(this);

    private bool Continue()
    {
        _isBusy = !(Emit() && TakeRecords() && EndIfLast());
        TellIdle();
        return !_isBusy;
    }

    private void TellIdle()
    {
        var isIdle = IsIdle && !_isBusy && _requests.Count == 0;
        foreach (var follower in _followers)
        {
            follower.IsIdle = isIdle;
        }
    }

    /// <summary>Emits the answers and watermarks that may leave. Answers false where the next stage has no room.</summary>
    private bool Emit()
    {
        _output.Begin(hasTimes: true, split: -1);
        while (true)
        {
            if (_passing is { } watermark)
            {
                if (!_output.Flush())
                {
                    return false;
                }

                _passing = null;
                if (!_next.Advance(watermark))
                {
                    return false;
                }
            }

            if (_requests.TryTake(out var call))
            {
                Emit(call);
                if (_output.IsBlocked)
                {
                    return false;
                }
            }
            else if (_requests.TryTakeWatermark(out var next))
            {
                _passing = next;
            }
            else
            {
                return _output.Flush();
            }
        }
    }

    private void Emit(AsyncCall<TIn, TOut> call)
    {
        var (record, time, _) = call.Request;
        if (call.Fault is { } fault)
        {
            _errors!.Handle(record, time, split: -1, key: null, _output.Sides, fault);
            return;
        }

        _output.CurrentTime = time;
        _output.Emit(call.Answer!);
    }

    private bool TakeRecords()
    {
        if (_batch is not { } batch)
        {
            return true;
        }

        for (; _index < batch.Count; _index++)
        {
            if (_requests.Count >= _capacity)
            {
                return false;
            }

            Take(new AsyncRequest<TIn>(
                batch.Values!.Items[_index], batch.Times?.Items[_index] ?? long.MinValue, _isKeyed ? batch.Hashes!.Items[_index] : 0));
        }

        _batch = null;
        return true;
    }

    private bool EndIfLast()
    {
        if (!_isLast)
        {
            return true;
        }

        if (_requests.Count > 0)
        {
            return false;
        }

        var passesEnd = _ending;
        _ending = false;
        return !passesEnd || _next.End();
    }

    private void Take(AsyncRequest<TIn> request)
    {
        var call = new AsyncCall<TIn, TOut>(request);
        _requests.Add(call);
        _calls.Begin(call);
    }

    private void OnEnded(AsyncCall<TIn, TOut> call)
    {
        _requests.Complete(call);
        // A busy stage goes on with its cursor, which emits first.
        if (!_isBusy && !_willEmit)
        {
            _willEmit = true;
            _context.WhenIdle(() =>
            {
                _willEmit = false;
                return Continue();
            });
        }
    }
}
