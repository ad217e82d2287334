namespace ActorStream.Tests.Engine.Hosting.Jobs;

internal sealed record FakeSplit(string Id) : ISourceSplit;

/// <summary>A source that is never read.</summary>
internal sealed class FakeSource(Exception? refusal = null) : ISource<int, FakeSplit>
{
    public bool IsBounded => true;

    public ValueTask ValidateAsync(SourceContext context, CancellationToken cancellation) =>
        refusal is null ? default : throw refusal;

    public ValueTask<IReadOnlyList<FakeSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ISplitReader<int, FakeSplit>> OpenAsync(
        FakeSplit split, SourceContext context, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>A sink that writes down what is asked of its target.</summary>
internal sealed class FakeSink(List<string> calls, Exception? refusal = null) : ITransactionalSink<int>
{
    public ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation)
    {
        if (refusal is not null)
            throw refusal;
        calls.Add($"claim {context.Uid}");
        return new(new Claim(calls, context.Uid));
    }

    public ValueTask<ISinkSession<int>> OpenAsync(SinkContext context, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation)
    {
        calls.Add($"discard {context.Uid} of {context.Job}");
        return default;
    }

    private sealed class Claim(List<string> calls, string uid) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            calls.Add($"release {uid}");
            return default;
        }
    }
}
