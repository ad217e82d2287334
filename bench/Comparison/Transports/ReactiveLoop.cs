using System.Reactive.Subjects;

namespace ActorStream.Bench.Comparison;

/// <summary>Events handed to an expression of System.Reactive's, one by one; it adds what comes out of it to the checksum.</summary>
internal abstract class ReactiveLoop<T> : Loop<T>
{
    /// <summary>What the expression begins with.</summary>
    protected Subject<T> Events { get; } = new();

    /// <summary>The expression, once it is subscribed to.</summary>
    protected IDisposable? Subscription { get; init; }

    /// <summary>The checksum of all that came out.</summary>
    protected long Check { get; set; }

    internal override long Add(ReadOnlySpan<T> events)
    {
        var before = Check;
        foreach (ref readonly var e in events) Events.OnNext(e);
        return Check - before;
    }

    public override void Dispose()
    {
        Subscription?.Dispose();
        Events.Dispose();
    }
}
