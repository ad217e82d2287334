namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>A sink whose every call that changes something outside is told of before it is made.</summary>
internal sealed class WatchedSink<T>(ITransactionalSink<T> sink, Func<string, ValueTask> before) : ITransactionalSink<T>
{
    public ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation) =>
        sink.ClaimAsync(context, cancellation);

    public async ValueTask<ISinkSession<T>> OpenAsync(SinkContext context, CancellationToken cancellation) =>
        new Session(await sink.OpenAsync(context, cancellation), before);

    public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation) => sink.DiscardAsync(context, cancellation);

    private sealed class Session(ISinkSession<T> session, Func<string, ValueTask> before) : ISinkSession<T>
    {
        public async ValueTask<ISinkTransaction<T>> BeginAsync(SinkTransactionId id, CancellationToken cancellation)
        {
            await before("sink: begin");
            return new Transaction(await session.BeginAsync(id, cancellation), before);
        }

        public async ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation)
        {
            await before("sink: commit");
            return await session.CommitAsync(committable, cancellation);
        }

        public async ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation)
        {
            await before("sink: recover");
            await session.RecoverAsync(recovery, cancellation);
        }

        public ValueTask DisposeAsync() => session.DisposeAsync();
    }

    private sealed class Transaction(ISinkTransaction<T> transaction, Func<string, ValueTask> before) : ISinkTransaction<T>
    {
        public async ValueTask WriteAsync(ReadOnlyMemory<T> records, CancellationToken cancellation)
        {
            await before("sink: write");
            await transaction.WriteAsync(records, cancellation);
        }

        public async ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation)
        {
            await before("sink: pre-commit");
            return await transaction.PreCommitAsync(cancellation);
        }

        public ValueTask AbortAsync(CancellationToken cancellation) => transaction.AbortAsync(cancellation);

        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }
}
