namespace ActorStream.Tests.LargeState;

/// <summary>A record: a number for a key.</summary>
public readonly record struct Number(long Key, long Value);

/// <summary>Each key as often as the others, once per round, in an order that jumps over all of them; values from the position.</summary>
internal static class Numbers
{
    internal const int Rounds = 2;

    internal static Number At(long position, long keys)
    {
        var key = (long)((UInt128)(position % keys) * 2_654_435_761 % (UInt128)keys);
        return new Number(key, unchecked((position * 0x2545F4914F6CDD1D) >> 40) & 1023);
    }
}

/// <summary>The numbers in splits, each a stretch of positions.</summary>
internal sealed class NumberSource(long keys, int splits) : ISource<Number, Stretch>
{
    public bool IsBounded => true;

    public ValueTask<IReadOnlyList<Stretch>> DiscoverAsync(IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation)
    {
        var records = keys * Numbers.Rounds;
        return new([.. Enumerable.Range(0, splits).Select(i => new Stretch(i, records * i / splits, records * (i + 1) / splits))]);
    }

    public ValueTask<ISplitReader<Number, Stretch>> OpenAsync(Stretch split, SourceContext context, CancellationToken cancellation) =>
        new(new Reader(split, keys));

    private sealed class Reader(Stretch stretch, long keys) : ISplitReader<Number, Stretch>, ISynchronousSplitReader<Number>
    {
        public Stretch Position { get; private set; } = stretch;

        public bool Fetch(FetchBuffer<Number> into)
        {
            var count = (int)Math.Min(into.Free, Position.End - Position.Next);
            var span = into.GetSpan();
            for (var i = 0; i < count; i++) span[i] = Numbers.At(Position.Next + i, keys);
            into.Advance(count);
            Position = Position with { Next = Position.Next + count };
            return Position.Next < Position.End;
        }

        public ValueTask<bool> FetchAsync(FetchBuffer<Number> into, CancellationToken cancellation) => new(Fetch(into));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>Positions from <paramref name="Next"/> up to, without, <paramref name="End"/>.</summary>
public sealed record Stretch(int Number, long Next, long End) : ISourceSplit
{
    /// <inheritdoc/>
    public string Id => $"{Number}";
}
