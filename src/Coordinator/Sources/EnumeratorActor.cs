using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// Beside the coordinator, one per source and epoch: finds splits and hands them out, in the order found, to the subtasks that ask.
/// </summary>
/// <remarks>
/// <para>Its parent is the coordinator. A split is here until the instruction that assigns it is acknowledged, so a snapshot first waits
/// until nothing is on its way; between <see cref="SnapshotEnumerator"/> and <see cref="ResumeAssigning"/> nothing is assigned.</para>
/// <para>What subtasks must know besides (the floor of the watermark, their share of the rate limit, that nothing follows) goes with the
/// same numbered instructions.</para>
/// </remarks>
internal sealed class EnumeratorActor : Actor
{
    private static readonly object DiscoveryTimer = new();
    private static readonly object ResendTimer = new();

    private readonly EnumeratorDeployment _deployment;
    private readonly Queue<SplitState> _unassigned;
    private readonly HashSet<string> _seen;
    private readonly List<SplitReader> _readers;
    private bool _complete;
    private bool _isResendArmed;

    // The round whose cut is being made; while there is one, nothing is assigned and nothing found is added.
    private long _cut;
    private EnumeratorSnapshotTaken? _taken;
    private readonly List<SplitState> _foundMeanwhile = [];
    private bool _completeMeanwhile;

    internal EnumeratorActor(EnumeratorDeployment deployment)
    {
        _deployment = deployment;
        _unassigned = new Queue<SplitState>(deployment.Restored?.Unassigned ?? []);
        _seen = [.. deployment.Restored?.Seen ?? []];
        // A source that was bounded once, and is so no more, goes on looking.
        _complete = deployment.Source.IsBounded && deployment.Restored?.Complete == true;
        _readers = [.. Enumerable.Range(0, deployment.Parallelism).Select(i => new SplitReader(deployment.Epoch))];
    }

    internal static Props PropsOf(EnumeratorDeployment deployment) =>
        Props.Create(() => new EnumeratorActor(deployment)) with { Dispatcher = Dispatcher.Control };

    protected internal override void PreStart()
    {
        if (!_complete)
        {
            Discover();
        }
    }

    protected internal override void Receive(object message)
    {
        switch (message)
        {
            case RequestSplits request when request.Epoch == _deployment.Epoch:
                OnRequest(request);
                break;
            case InstructionSeen seen when seen.Epoch == _deployment.Epoch:
                _readers[seen.Subtask].Acknowledge(seen.Sequence);
                TrySnapshot();
                break;
            case SplitProgress progress when progress.Epoch == _deployment.Epoch:
                _deployment.Alignment.Tell(progress, Sender);
                break;
            case SnapshotEnumerator snapshot when snapshot.Epoch == _deployment.Epoch:
                OnSnapshot(snapshot.Checkpoint);
                break;
            case ResumeAssigning resume when resume.Epoch == _deployment.Epoch:
                OnResume(resume.Checkpoint);
                break;
            case Discovered discovered:
                OnDiscovered(discovered.Splits);
                break;
            case DiscoverAgain:
                Discover();
                break;
            case Resend:
                OnResend();
                break;
            case RequestSplits or InstructionSeen or SplitProgress or SnapshotEnumerator or ResumeAssigning:
                // Of another epoch: fenced.
                break;
            default:
                throw new InvariantViolatedException(
                    $"The enumerator of '{_deployment.Source.Uid}' cannot handle a {message.GetType().Name}.");
        }
    }

    // ---- finding

    private void Discover()
    {
        var (source, context, known) = (_deployment.Source, _deployment.Context, _seen.ToHashSet());
        Context.RunEffect(
            EffectKind.User,
            cancellation => source.DiscoverAsync(known, context, cancellation),
            outcome => new Discovered(outcome));
    }

    private void OnDiscovered(Outcome<IReadOnlyList<SplitState>> outcome)
    {
        if (outcome.Error is { } error)
        {
            throw new SourceException($"Source '{_deployment.Source.Uid}' could not find its splits: {error.Message}", error);
        }

        _foundMeanwhile.AddRange(outcome.Value.Where(split => _seen.Add(split.Id)));
        if (_deployment.Source.IsBounded)
        {
            _completeMeanwhile = true;
        }
        else
        {
            Context.SetTimer(DiscoveryTimer, new DiscoverAgain(), _deployment.DiscoveryInterval);
        }

        if (_cut == 0)
        {
            Assign();
        }
    }

    // ---- handing out

    private void OnRequest(RequestSplits request)
    {
        var reader = _readers[request.Subtask];
        reader.Ref = Sender;
        if (reader.OnRequest(request) && _cut == 0)
        {
            Assign();
        }
        else
        {
            reader.SendUnacknowledged(Self);
        }
    }

    private void Assign()
    {
        foreach (var split in _foundMeanwhile)
        {
            _unassigned.Enqueue(split);
        }

        _foundMeanwhile.Clear();
        _complete |= _completeMeanwhile;

        // The first to ask must not get everything: splits go out once all have asked, each to whoever reads least.
        if (_readers.All(r => r.HasAsked))
        {
            while (_unassigned.Count > 0 && _readers.Where(r => r.Room > 0).MinBy(r => r.Reading) is { } reader)
            {
                reader.Take(_unassigned.Dequeue());
            }
        }

        var floor = !_complete && _seen.Count == 0
            ? long.MinValue
            : _unassigned.Select(s => s.Watermark).DefaultIfEmpty(long.MaxValue).Min();
        var noMore = _complete && _unassigned.Count == 0;
        var rate = _deployment.Source.RecordsPerSecond / Math.Max(1, _readers.Count(r => r.Reading > 0));
        foreach (var reader in _readers.Where(r => r.HasAsked))
        {
            reader.Instruct(floor, rate, noMore, Self);
        }

        ArmResend();
    }

    private void OnResend()
    {
        _isResendArmed = false;
        foreach (var reader in _readers)
        {
            reader.SendUnacknowledged(Self);
        }

        ArmResend();
    }

    private void ArmResend()
    {
        if (!_isResendArmed && _readers.Any(r => !r.IsAcknowledged))
        {
            _isResendArmed = true;
            Context.SetTimer(ResendTimer, new Resend(), _deployment.ResendInterval);
        }
    }

    // ---- the cut

    private void OnSnapshot(long checkpoint)
    {
        if (checkpoint < _cut || checkpoint == _taken?.Checkpoint)
        {
            if (checkpoint == _taken?.Checkpoint)
            {
                Context.Parent.Tell(_taken, Self);
            }

            return;
        }

        _cut = checkpoint;
        TrySnapshot();
    }

    private void TrySnapshot()
    {
        if (_cut == 0 || _taken?.Checkpoint == _cut || !_readers.All(r => r.IsAcknowledged))
        {
            return;
        }

        // Splits found during the cut are neither assigned nor seen yet: they are found again after a restore.
        var found = _foundMeanwhile.Select(s => s.Id).ToHashSet();
        var snapshot = new EnumeratorSnapshot(
            _deployment.Source.Uid, [.. _unassigned], [.. _seen.Where(id => !found.Contains(id)).Order(StringComparer.Ordinal)], _complete);
        _taken = new EnumeratorSnapshotTaken(_deployment.Epoch, _cut, _deployment.Vertex, snapshot);
        Context.Parent.Tell(_taken, Self);
    }

    private void OnResume(long checkpoint)
    {
        if (_cut != 0 && checkpoint >= _cut)
        {
            _cut = 0;
            Assign();
        }
    }

    private sealed record Discovered(Outcome<IReadOnlyList<SplitState>> Splits);

    private sealed record DiscoverAgain;

    private sealed record Resend;
}

/// <summary>What an enumerator starts from.</summary>
/// <param name="Vertex">The source's vertex.</param>
/// <param name="Parallelism">How many subtasks read.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Source">The source.</param>
/// <param name="Context">Where it is called from.</param>
/// <param name="Restored"> Its state in the restored checkpoint, with the splits that subtasks held in front of the unassigned; null at a
/// first start.
/// </param>
/// <param name="ResendInterval">After which an unacknowledged instruction is sent again.</param>
/// <param name="DiscoveryInterval">Between two searches of an unbounded source.</param>
internal sealed record EnumeratorDeployment(
    int Vertex, int Parallelism, long Epoch, ISourcePort Source, PortContext Context, EnumeratorSnapshot? Restored, TimeSpan ResendInterval,
    TimeSpan DiscoveryInterval)
{
    /// <summary>Where the subtasks' progress goes, where splits wait for each other.</summary>
    internal IActorRef Alignment { get; init; } = ActorRefs.NoSender;
}
