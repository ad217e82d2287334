using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// One subtask's side of a sink's two-phase commit: writes batches into the open transaction, seals it at a barrier, and commits what a
/// completed checkpoint has decided.
/// </summary>
/// <remarks>
/// <para>At barrier n the open transaction is sealed in memory and its pre-commit starts; the next transaction begins at once, and
/// only that beginning holds the input up. Pre-commits run one after the other, so the snapshot of n has every transaction up to n.</para>
/// <para>An aborted round changes nothing here: what it prepared stays pending and is committed with the next completed round. A failed
/// pre-commit fails the subtask, since the records it held can only come again from the sources.</para>
/// </remarks>
internal sealed class SinkStage<T>(string uid, ITransactionalSink<T> sink, JobId job, long restoredCheckpoint, StageContext context)
    : Stage<T>, IStatefulStage, ICommittingStage
{
    private const string Write = "write to";

    private readonly List<Committable> _pending = [];
    private readonly Queue<Sealed> _sealed = new();
    private ISinkSession<T>? _session;
    private ISinkTransaction<T>? _open;
    private SinkTransactionId _openId;

    // One of these at a time: a batch being written, or the next transaction beginning.
    private bool _writing;
    private bool _beginning;
    private bool _preparing;
    private bool _committing;

    // The highest checkpoint decided, and what to call once everything up to it is committed.
    private long _decided;
    private Action<long>? _committed;
    private int _attempts;

    public string Uid { get; } = uid;

    private bool IsIdle => !_writing && !_beginning;

    public async ValueTask OpenAsync(IReadOnlyList<OperatorSnapshot> restored, CancellationToken cancellation)
    {
        // Restored transactions were committed by the sink's recovery before this subtask was deployed: nothing is pending here.
        _session = await sink.OpenAsync(
            new SinkContext
            {
                JobName = context.Environment.JobName,
                Job = job,
                Uid = Uid,
                Epoch = context.Epoch,
                Subtask = context.Id.Index,
                Parallelism = context.Parallelism,
                Files = context.Environment.Files,
                Time = context.Time,
                Logger = context.Function(Uid).Logger,
            },
            cancellation);
        _openId = TransactionAfter(restoredCheckpoint);
        _open = await _session.BeginAsync(_openId, cancellation);
    }

    internal override bool Push(RecordBatch<T> batch)
    {
        Invariant.Holds(_open is not null, $"Sink '{Uid}' got records and has no open transaction.");
        if (_open is ISynchronousSinkTransaction<T> synchronous && TryWrite(synchronous, batch.Records))
        {
            return true;
        }

        _writing = true;
        var (transaction, records) = (_open!, batch.Values!.Items.AsMemory(0, batch.Count));
        context.Run(
            EffectKind.User,
            async cancellation =>
            {
                await transaction.WriteAsync(records, cancellation);
                return true;
            },
            outcome =>
            {
                _writing = false;
                Require(outcome, Write, _openId);
            });
        return false;
    }

    private bool TryWrite(ISynchronousSinkTransaction<T> transaction, ReadOnlySpan<T> records)
    {
        try
        {
            return transaction.TryWrite(records);
        }
        catch (Exception error)
        {
            throw Failed(error, Write, _openId);
        }
    }

    internal override bool Advance(long watermark) => true;

    internal override bool End() => true;

    internal override bool Resume() => IsIdle;

    internal override bool Flush() => true;

    internal override IEnumerable<Stage> Downstream() => [this];

    public void Snapshot(SnapshotRound round)
    {
        var checkpoint = round.Checkpoint;
        _sealed.Enqueue(new Sealed(_open, _openId, checkpoint, round.AddLater(Uid, () => Pending(checkpoint))));
        _open = null;
        PrepareNext();
        if (round.IsFinal)
        {
            // Nothing will be written any more: a transaction begun now would be left open outside.
            return;
        }

        _openId = TransactionAfter(checkpoint);
        _beginning = true;
        var id = _openId;
        context.Run(
            EffectKind.User,
            // Kept by the effect itself: a subtask that stops meanwhile does not hear of it, and has it to close.
            async cancellation => _open = await _session!.BeginAsync(id, cancellation),
            outcome =>
            {
                _beginning = false;
                Require(outcome, "begin", id);
            });
    }

    public void Commit(long checkpoint, Action<long> committed)
    {
        _decided = Math.Max(_decided, checkpoint);
        _committed = committed;
        CommitNext();
    }

    public ValueTask CloseAsync()
    {
        IEnumerable<IAsyncDisposable?> held = [.. _sealed.Select(s => s.Transaction), _open, _session];
        return Closing.AllAsync(held.OfType<IAsyncDisposable>().Select<IAsyncDisposable, Func<ValueTask>>(one => one.DisposeAsync));
    }

    private SinkTransactionId TransactionAfter(long checkpoint) => new(job, Uid, context.Id.Index, context.Epoch, checkpoint);

    private OperatorStateList Pending(long checkpoint) =>
        new(CommittableFormat.ListName, StateDistribution.Committables,
            [.. _pending.Where(p => p.Checkpoint <= checkpoint).Select(CommittableFormat.Write)]);

    private void PrepareNext()
    {
        if (_preparing || !_sealed.TryPeek(out var next))
        {
            return;
        }

        if (next.Transaction is not { } transaction)
        {
            // A final round that is repeated: nothing was written since the one before.
            _sealed.Dequeue();
            next.Prepared();
            PrepareNext();
            return;
        }

        _preparing = true;
        context.Run(
            EffectKind.User,
            async cancellation =>
            {
                var data = await transaction.PreCommitAsync(cancellation);
                await transaction.DisposeAsync();
                return data;
            },
            outcome =>
            {
                _preparing = false;
                _sealed.Dequeue();
                if (Require(outcome, "pre-commit", next.Id) is { } data)
                {
                    Add(new Committable(next.Id, next.Checkpoint, data));
                }

                next.Prepared();
                PrepareNext();
                CommitNext();
            });
    }

    private void Add(Committable prepared)
    {
        Invariant.Holds(
            _pending.Count == 0 || _pending[^1].Checkpoint < prepared.Checkpoint,
            $"Sink '{Uid}' prepared the transaction of checkpoint {prepared.Checkpoint} after that of {_pending[^1].Checkpoint}.");
        _pending.Add(prepared);
        // A job that ends may begin its final round at the bound.
        var most = context.Environment.Settings.Checkpoint.MaxPendingTransactions + 1;
        Invariant.Holds(_pending.Count <= most, $"Sink '{Uid}' has {_pending.Count} transactions pending, and {most} are the most.");
    }

    private void CommitNext()
    {
        if (_committing || _committed is null)
        {
            return;
        }

        if (_pending.Count == 0 || _pending[0].Checkpoint > _decided)
        {
            // A later decision may have been announced while this one was carried out: one answer covers both.
            _committed(_decided);
            _committed = null;
            return;
        }

        _committing = true;
        var committable = _pending[0];
        context.Run(
            EffectKind.User,
            cancellation => _session!.CommitAsync(committable, cancellation),
            outcome => OnCommitted(committable, outcome));
    }

    private void OnCommitted(Committable committable, Outcome<CommitOutcome> outcome)
    {
        _committing = false;
        if (outcome.Error is { } error)
        {
            RetryCommit(committable, error);
            return;
        }

        if (outcome.Result == CommitOutcome.Lost)
        {
            throw new SinkException(
                $"Sink '{Uid}' has lost transaction {committable.Transaction.ToExternalId()} of checkpoint {committable.Checkpoint}: it was "
                + "prepared and can never become visible. Its records are missing from the output.", null);
        }

        _attempts = 0;
        _pending.RemoveAt(0);
        CommitNext();
    }

    private void RetryCommit(Committable committable, Exception error)
    {
        var settings = context.Environment.Settings.Checkpoint.Commit;
        if (++_attempts >= settings.Attempts)
        {
            throw new SinkException(
                $"Sink '{Uid}' could not commit transaction {committable.Transaction.ToExternalId()} in {_attempts} attempts: "
                + $"{error.Message} It is committed from state after the restart.", error);
        }

        _committing = true;
        context.SetTimer(
            (this, "commit"),
            GrowingPause.After(_attempts, settings.Backoff, settings.MaxBackoff),
            () =>
            {
                _committing = false;
                CommitNext();
            });
    }

    // The transaction's name is a hash, which costs more than handing over a batch: only for an error is it made.
    private TResult Require<TResult>(Outcome<TResult> outcome, string what, SinkTransactionId transaction) =>
        outcome.Error is null ? outcome.Result! : throw Failed(outcome.Error, what, transaction);

    private SinkException Failed(Exception error, string what, SinkTransactionId transaction) =>
        new($"Sink '{Uid}' could not {what} transaction {transaction.ToExternalId()}: {error.Message}", error);

    private sealed record Sealed(ISinkTransaction<T>? Transaction, SinkTransactionId Id, long Checkpoint, Action Prepared);
}

/// <summary>A stage that has something to do when a checkpoint is decided.</summary>
internal interface ICommittingStage
{
    /// <summary>
    /// Commits everything prepared up to the checkpoint, oldest first, then calls back with the highest checkpoint that this covers.
    /// </summary>
    void Commit(long checkpoint, Action<long> committed);
}

/// <summary>A sink could not do its part; the job restarts from its last checkpoint.</summary>
internal sealed class SinkException(string message, Exception? inner) : Exception(message, inner);
