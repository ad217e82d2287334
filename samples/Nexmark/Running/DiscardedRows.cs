using System.Buffers.Binary;
using ActorStream;

namespace Nexmark;

/// <summary>Counts the rows that are committed, and keeps none. What it costs to write rows somewhere is then not part of a measurement.</summary>
/// <param name="count">Counts them.</param>
public sealed class DiscardedRows<T>(RowCount count) : ITransactionalSink<T>
{
    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation) => new(new Session(count));

    /// <inheritdoc/>
    public ValueTask<ISinkSession<T>> OpenAsync(SinkContext context, CancellationToken cancellation) => new(new Session(count));

    /// <inheritdoc/>
    public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    private sealed class Session(RowCount count) : ISinkSession<T>
    {
        public ValueTask<ISinkTransaction<T>> BeginAsync(SinkTransactionId id, CancellationToken cancellation) => new(new Transaction());

        public ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation) =>
            new(count.Commit(committable.Transaction, BinaryPrimitives.ReadInt64LittleEndian(committable.Data.Span))
                ? CommitOutcome.Committed : CommitOutcome.AlreadyCommitted);

        public async ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation)
        {
            foreach (var committable in recovery.Committables) await CommitAsync(committable, cancellation);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Transaction : ISinkTransaction<T>, ISynchronousSinkTransaction<T>
    {
        private long _rows;

        public bool TryWrite(ReadOnlySpan<T> records)
        {
            _rows += records.Length;
            return true;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<T> records, CancellationToken cancellation)
        {
            TryWrite(records.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation)
        {
            if (_rows == 0) return new((byte[]?)null);
            var committable = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(committable, _rows);
            return new(committable);
        }

        public ValueTask AbortAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>Rows committed in this process. Thread-safe.</summary>
public sealed class RowCount
{
    private readonly HashSet<SinkTransactionId> _committed = [];
    private long _rows;

    /// <summary>How many.</summary>
    public long Rows
    {
        get
        {
            lock (_committed) return _rows;
        }
    }

    /// <summary>Adds those of a transaction, if it was not committed before.</summary>
    internal bool Commit(SinkTransactionId transaction, long rows)
    {
        lock (_committed)
        {
            if (!_committed.Add(transaction)) return false;
            _rows += rows;
            return true;
        }
    }
}
