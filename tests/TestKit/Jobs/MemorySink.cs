namespace ActorStream.TestKit;

/// <summary>
/// The outside system behind a <see cref="MemorySink{T}"/>: open, prepared and committed transactions, and a fence. Outlives every process
/// of a test, as a database would. Not thread-safe for several jobs; a lock guards the subtasks of one.
/// </summary>
public sealed class MemoryStore<T>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Epoch, List<T> Records, bool Prepared)> _open = [];
    private readonly Dictionary<string, IReadOnlyList<T>> _committed = [];
    private long _fence;
    private int _begun;

    /// <summary>Everything committed, in no order.</summary>
    public IReadOnlyList<T> Committed
    {
        get
        {
            lock (_gate)
            {
                return [.. _committed.Values.SelectMany(r => r)];
            }
        }
    }

    /// <summary>Transactions neither committed nor aborted.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Transactions begun and neither prepared nor fenced off, written to or not.</summary>
    public int Begun
    {
        get
        {
            lock (_gate)
            {
                return _begun;
            }
        }
    }

    internal void Begin(string id, long epoch)
    {
        lock (_gate)
        {
            RequireNotFenced(id, epoch);
            _begun++;
        }
    }

    internal void Write(string id, long epoch, ReadOnlySpan<T> records)
    {
        lock (_gate)
        {
            RequireNotFenced(id, epoch);
            if (!_open.TryGetValue(id, out var transaction))
            {
                _open.Add(id, transaction = (epoch, [], false));
            }

            transaction.Records.AddRange(records);
        }
    }

    internal bool Prepare(string id, long epoch)
    {
        lock (_gate)
        {
            RequireNotFenced(id, epoch);
            _begun--;
            if (!_open.TryGetValue(id, out var transaction))
            {
                return false;
            }

            _open[id] = transaction with { Prepared = true };
            return true;
        }
    }

    internal CommitOutcome Commit(string id)
    {
        lock (_gate)
        {
            if (_committed.ContainsKey(id))
            {
                return CommitOutcome.AlreadyCommitted;
            }

            if (!_open.Remove(id, out var transaction) || !transaction.Prepared)
            {
                return CommitOutcome.Lost;
            }

            _committed.Add(id, transaction.Records);
            return CommitOutcome.Committed;
        }
    }

    internal void Fence(long epoch)
    {
        lock (_gate)
        {
            _fence = Math.Max(_fence, epoch);
            _begun = 0;
        }
    }

    internal void AbortBelow(long epoch)
    {
        lock (_gate)
        {
            foreach (var (id, _) in _open.Where(t => t.Value.Epoch < epoch).ToList())
            {
                _open.Remove(id);
            }
        }
    }

    private void RequireNotFenced(string id, long epoch)
    {
        if (epoch < _fence)
        {
            throw new InvalidOperationException($"Transaction {id} belongs to epoch {epoch}; the store is fenced below epoch {_fence}.");
        }
    }
}

/// <summary>A transactional sink into a <see cref="MemoryStore{T}"/>, for tests.</summary>
/// <param name="store">The store; may outlive the job.</param>
public sealed class MemorySink<T>(MemoryStore<T> store) : ITransactionalSink<T>, IMemorySink
{
    /// <summary>A sink into a store of its own.</summary>
    public MemorySink()
        : this(new MemoryStore<T>())
    {
    }

    /// <summary>The store.</summary>
    public MemoryStore<T> Store => store;

    IEnumerable<object?> IMemorySink.Committed => store.Committed.Cast<object?>();

    int IMemorySink.Pending => store.Pending;

    /// <summary>Called before each write with the number of records; lets a test stall or fail the sink.</summary>
    public Func<int, CancellationToken, ValueTask>? BeforeWrite { get; init; }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation) => new(new Session(this, context));

    /// <inheritdoc/>
    public ValueTask<ISinkSession<T>> OpenAsync(SinkContext context, CancellationToken cancellation) => new(new Session(this, context));

    /// <inheritdoc/>
    public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation) =>
        throw new NotSupportedException("A memory store is discarded by making another.");

    private sealed class Session(MemorySink<T> sink, SinkContext context) : ISinkSession<T>
    {
        private readonly MemoryStore<T> _store = sink.Store;

        public ValueTask<ISinkTransaction<T>> BeginAsync(SinkTransactionId id, CancellationToken cancellation)
        {
            _store.Begin(id.ToExternalId(), context.Epoch);
            return new(new Transaction(sink, id.ToExternalId(), context.Epoch));
        }

        public async ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation)
        {
            await Task.Yield();
            return _store.Commit(committable.Transaction.ToExternalId());
        }

        public async ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation)
        {
            _store.Fence(recovery.Epoch);
            foreach (var committable in recovery.Committables)
            {
                if (await CommitAsync(committable, cancellation) == CommitOutcome.Lost)
                {
                    throw new InvalidOperationException($"Transaction {committable.Transaction.ToExternalId()} is lost.");
                }
            }

            _store.AbortBelow(recovery.Epoch);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Transaction(MemorySink<T> sink, string id, long epoch) : ISinkTransaction<T>
    {
        public async ValueTask WriteAsync(ReadOnlyMemory<T> records, CancellationToken cancellation)
        {
            if (sink.BeforeWrite is { } before)
            {
                await before(records.Length, cancellation);
            }

            sink.Store.Write(id, epoch, records.Span);
        }

        public async ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation)
        {
            await Task.Yield();
            return sink.Store.Prepare(id, epoch) ? [1] : null;
        }

        public ValueTask AbortAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
