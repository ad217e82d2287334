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

    /// <summary>A sink that knows which of its transactions and sessions are open.</summary>
    private sealed class OpenHandles : ITransactionalSink<int>, ISinkSession<int>
    {
        internal HashSet<object> Open { get; } = [];

        internal int Begun { get; private set; }

        public ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<ISinkSession<int>> OpenAsync(SinkContext context, CancellationToken cancellation)
        {
            Open.Add(this);
            return new(this);
        }

        public ValueTask<ISinkTransaction<int>> BeginAsync(SinkTransactionId id, CancellationToken cancellation)
        {
            Begun++;
            return new(new Transaction(Open));
        }

        public ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation) => throw new NotSupportedException();

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
}
