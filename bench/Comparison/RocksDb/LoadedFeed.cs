namespace ActorStream.Bench.Comparison;

/// <summary>First an event of each key, in an order of chance, so that there is state; then a block's events over and over.</summary>
internal sealed class LoadedFeed(Trial trial, long keys, Event[] block) : Feed<Event>(trial)
{
    private const int Batch = 1024;
    private readonly Event[] _batch = new Event[Batch];

    protected override ReadOnlySpan<Event> At(long position, int most)
    {
        if (position < keys) return _batch.AsSpan(0, Load(position, _batch.AsSpan(0, Math.Min(most, Batch))));
        var at = (int)((position - keys) % block.Length);
        return block.AsSpan(at, Math.Min(most, block.Length - at));
    }

    protected override int Copy(long position, Span<Event> into)
    {
        if (position < keys) return Load(position, into);
        var events = At(position, into.Length);
        events.CopyTo(into);
        return events.Length;
    }

    private int Load(long position, Span<Event> into)
    {
        var count = (int)Math.Min(into.Length, keys - position);
        for (var i = 0; i < count; i++) into[i] = new Event(EventBlock.KeyAt(position + i, keys), 1);
        return count;
    }
}
