using ActorStream;

namespace Testing;

/// <summary>Writes into a <see cref="Ledger"/> exactly once, in the staged form.</summary>
public class LedgerSink(Ledger ledger) : ITransactionalSink<Balance>
{
    private const string LockDirectory = "/ledger";

    public Ledger Ledger => ledger;

    public async ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation)
    {
        await context.Files.CreateDirectoryAsync(LockDirectory, cancellation);
        return await context.Files.LockAsync(LockDirectory, $"job '{context.JobName}'", cancellation);
    }

    public ValueTask<ISinkSession<Balance>> OpenAsync(SinkContext context, CancellationToken cancellation) =>
        new(new Session(this, context));

    public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation)
    {
        ledger.Discard(SinkTransactionId.LineagePrefix(context.Job, context.Uid));
        return default;
    }

    /// <summary>The engine asks again whenever it has not recorded the answer, so the ledger remembers what it applied.</summary>
    protected virtual CommitOutcome Commit(string transaction) => ledger.Apply(transaction);

    private sealed class Session(LedgerSink sink, SinkContext context) : ISinkSession<Balance>
    {
        public ValueTask<ISinkTransaction<Balance>> BeginAsync(SinkTransactionId id, CancellationToken cancellation) =>
            new(new Transaction(sink.Ledger, id));

        public ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation) =>
            new(sink.Commit(committable.Transaction.ToExternalId()));

        public ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation)
        {
            var lineages = recovery.Lineage.Select(job => SinkTransactionId.LineagePrefix(job, context.Uid)).ToList();
            foreach (var lineage in lineages) sink.Ledger.Fence(lineage, recovery.Epoch);
            foreach (var transaction in recovery.Committables.Select(static one => one.Transaction.ToExternalId()))
            {
                if (sink.Commit(transaction) == CommitOutcome.Lost) throw new InvalidDataException($"Transaction {transaction} is lost.");
            }

            foreach (var lineage in lineages) sink.Ledger.DropStaged(lineage, recovery.Epoch);
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Transaction(Ledger ledger, SinkTransactionId id) : ISinkTransaction<Balance>
    {
        private readonly List<Balance> _rows = [];

        public ValueTask WriteAsync(ReadOnlyMemory<Balance> records, CancellationToken cancellation)
        {
            _rows.AddRange(records.Span);
            return default;
        }

        public ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation)
        {
            if (_rows.Count == 0) return new((byte[]?)null);
            ledger.Stage(id.ToExternalId(), SinkTransactionId.LineagePrefix(id.Job, id.Sink), id.Epoch, _rows);
            return new([1]);
        }

        public ValueTask AbortAsync(CancellationToken cancellation) => default;

        public ValueTask DisposeAsync() => default;
    }
}
