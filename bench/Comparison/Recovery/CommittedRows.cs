using System.Buffers.Binary;

namespace ActorStream.Bench.Comparison;

/// <summary>A sink that keeps nothing, and tells when records were committed that came in this process.</summary>
internal sealed class CommittedRows(Action<long> committed) : ITransactionalSink<long>
{
    public ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation) => new(new Session(committed));

    public ValueTask<ISinkSession<long>> OpenAsync(SinkContext context, CancellationToken cancellation) => new(new Session(committed));

    public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    private sealed class Session(Action<long> committed) : ISinkSession<long>
    {
        public ValueTask<ISinkTransaction<long>> BeginAsync(SinkTransactionId id, CancellationToken cancellation) => new(new Transaction());

        public ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation)
        {
            committed(BinaryPrimitives.ReadInt64LittleEndian(committable.Data.Span));
            return new(CommitOutcome.Committed);
        }

        // What a process before has prepared is committed here, and is nothing new.
        public ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Transaction : ISinkTransaction<long>
    {
        private long _rows;

        public ValueTask WriteAsync(ReadOnlyMemory<long> records, CancellationToken cancellation)
        {
            _rows += records.Length;
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
