using ActorStream.Tests.Simulation.Swarm;

namespace ActorStream.Tests.Simulation.Outside;

/// <summary>A sink with open transactions in an <see cref="OutsideStore"/>.</summary>
internal sealed class StoreSink(OutsideStore store) : ITransactionalSink<Item>
{
    public ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation) => new(new Session(store, context));

    public ValueTask<ISinkSession<Item>> OpenAsync(SinkContext context, CancellationToken cancellation) => new(new Session(store, context));

    public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation) =>
        throw new NotSupportedException("Nothing is discarded here.");

    private sealed class Session(OutsideStore store, SinkContext context) : ISinkSession<Item>
    {
        public async ValueTask<ISinkTransaction<Item>> BeginAsync(SinkTransactionId id, CancellationToken cancellation)
        {
            var name = id.ToExternalId();
            await store.BeginAsync(name, context.Epoch);
            return new Transaction(store, name, context.Epoch);
        }

        public ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation) =>
            store.CommitAsync(committable.Transaction.ToExternalId(), context.Epoch);

        public async ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation)
        {
            await store.FenceAsync(recovery.Epoch);
            foreach (var committable in recovery.Committables)
            {
                if (await CommitAsync(committable, cancellation) == CommitOutcome.Lost)
                    throw new InvalidDataException($"Transaction {committable.Transaction.ToExternalId()} is lost.");
            }

            await store.AbortOlderAsync(recovery.Epoch);
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Transaction(OutsideStore store, string id, long epoch) : ISinkTransaction<Item>
    {
        public async ValueTask WriteAsync(ReadOnlyMemory<Item> records, CancellationToken cancellation) =>
            await store.WriteAsync(id, epoch, records.ToArray());

        public async ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation) => await store.PrepareAsync(id, epoch) ? [1] : null;

        public ValueTask AbortAsync(CancellationToken cancellation) => default;

        public ValueTask DisposeAsync() => default;
    }
}
