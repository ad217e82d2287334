using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

public sealed class SinkStageTests
{
    [Fact]
    public async Task Transaction_that_begins_while_the_subtask_stops_is_closed()
    {
        var (sink, context) = (new OpenHandles(), new FakeStageContext());
        var stage = new SinkStage<int>("out", sink, new JobId(1), 0, context);
        await stage.OpenAsync([], default);
        stage.Snapshot(new SnapshotRound(1, 0, isFinal: false, context, static _ => { }));
        foreach (var effect in context.Effects) await effect();
        Assert.Equal(2, sink.Begun);

        await stage.CloseAsync();

        Assert.Empty(sink.Open);
    }

    [Fact]
    public async Task Records_that_a_transaction_takes_at_once_need_no_effect()
    {
        var (stage, context, transaction) = await OpenAtOnceAsync();

        Assert.True(stage.Push(Batch(1, 2)));
        transaction.IsFull = true;
        Assert.False(stage.Push(Batch(3)));

        Assert.Equal([1, 2], transaction.AtOnce);
        await Assert.Single(context.Effects)();
        Assert.Equal([3], transaction.Later);
    }

    [Fact]
    public async Task A_transaction_that_fails_at_once_is_named()
    {
        var (stage, _, transaction) = await OpenAtOnceAsync();
        transaction.IsBroken = true;

        var error = Assert.Throws<SinkException>(() => stage.Push(Batch(1)));

        Assert.Contains("Sink 'out' could not write to transaction", error.Message, StringComparison.Ordinal);
        Assert.Contains("broken", error.Message, StringComparison.Ordinal);
    }

    private static async Task<(SinkStage<int> Stage, FakeStageContext Context, AtOnceTransaction Transaction)> OpenAtOnceAsync()
    {
        var (transaction, context) = (new AtOnceTransaction(), new FakeStageContext());
        var stage = new SinkStage<int>("out", new OpenHandles { Next = transaction }, new JobId(1), 0, context);
        await stage.OpenAsync([], default);
        return (stage, context, transaction);
    }

    private static RecordBatch<int> Batch(params int[] records)
    {
        var values = new Buffers(new BufferSettings()).Pool<int>().Rent();
        records.CopyTo(values.Items, 0);
        return new RecordBatch<int> { Values = values, Count = records.Length };
    }

    /// <summary>A sink that knows which of its transactions and sessions are open.</summary>
    private sealed class OpenHandles : ITransactionalSink<int>, ISinkSession<int>
    {
        internal HashSet<object> Open { get; } = [];

        internal int Begun { get; private set; }

        internal ISinkTransaction<int>? Next { get; init; }

        public ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<ISinkSession<int>> OpenAsync(SinkContext context, CancellationToken cancellation)
        {
            Open.Add(this);
            return new(this);
        }

        public ValueTask<ISinkTransaction<int>> BeginAsync(SinkTransactionId id, CancellationToken cancellation)
        {
            Begun++;
            return new(Next ?? new Transaction(Open));
        }

        public ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            Open.Remove(this);
            return default;
        }
    }

    private sealed class Transaction : ISinkTransaction<int>
    {
        private readonly HashSet<object> _open;

        internal Transaction(HashSet<object> open) => (_open = open).Add(this);

        public ValueTask WriteAsync(ReadOnlyMemory<int> records, CancellationToken cancellation) => default;

        public ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation) => new([1]);

        public ValueTask AbortAsync(CancellationToken cancellation) => default;

        public ValueTask DisposeAsync()
        {
            _open.Remove(this);
            return default;
        }
    }

    private sealed class AtOnceTransaction : ISinkTransaction<int>, ISynchronousSinkTransaction<int>
    {
        internal List<int> AtOnce { get; } = [];

        internal List<int> Later { get; } = [];

        internal bool IsFull { get; set; }

        internal bool IsBroken { get; set; }

        public bool TryWrite(ReadOnlySpan<int> records)
        {
            if (IsBroken) throw new IOException("broken");
            if (!IsFull) AtOnce.AddRange(records);
            return !IsFull;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<int> records, CancellationToken cancellation)
        {
            Later.AddRange(records.Span);
            return default;
        }

        public ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask AbortAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => default;
    }
}
