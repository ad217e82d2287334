namespace ActorStream.Backends;

/// <summary>
/// The times at which one key has timers: at least one. Values never change in place, arrays neither, so a snapshot may share them. Most
/// keys have one timer; adding to k of them costs the copy of k.
/// </summary>
internal readonly struct KeyTimers
{
    private readonly long _one;
    private readonly long[]? _more; // ascending, without _one

    private KeyTimers(long one, long[]? more)
    {
        _one = one;
        _more = more is { Length: > 0 } ? more : null;
    }

    public int Count => 1 + (_more?.Length ?? 0);

    public static KeyTimers Of(long time) => new(time, null);

    /// <summary>Ascending times, at least one.</summary>
    public static KeyTimers Of(ReadOnlySpan<long> times) => new(times[0], times[1..].ToArray());

    public bool Contains(long time) => time == _one || (_more is not null && Array.BinarySearch(_more, time) >= 0);

    /// <summary>With a time that is not in it.</summary>
    public KeyTimers With(long time)
    {
        var more = _more ?? [];
        var at = ~Array.BinarySearch(more, time);
        return new KeyTimers(_one, [.. more.AsSpan(0, at), time, .. more.AsSpan(at)]);
    }

    /// <summary>Without a time that is in it and not the only one.</summary>
    public KeyTimers Without(long time)
    {
        if (time == _one)
        {
            return new KeyTimers(_more![0], _more[1..]);
        }

        var at = Array.BinarySearch(_more!, time);
        return new KeyTimers(_one, [.. _more.AsSpan(0, at), .. _more.AsSpan(at + 1)]);
    }

    public long[] ToArray()
    {
        long[] times = [_one, .. _more ?? []];
        times.AsSpan().Sort();
        return times;
    }
}

/// <summary>The times, ascending.</summary>
internal sealed class KeyTimersCodec : Codec<KeyTimers>
{
    public static readonly KeyTimersCodec Instance = new();

    public override Schema Schema { get; } = new ListSchema(new ScalarSchema(ScalarKind.Int64));

    public override void Write(RecordWriter writer, in KeyTimers value)
    {
        writer.WriteCount(value.Count);
        foreach (var time in value.ToArray())
        {
            writer.WriteInt64(time);
        }
    }

    public override KeyTimers Read(RecordReader reader)
    {
        var times = new long[reader.ReadCount(sizeof(long))];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = reader.ReadInt64();
            if (i > 0 && times[i] <= times[i - 1])
            {
                throw reader.Malformed("the timers of a key are not ascending");
            }
        }

        return times.Length > 0 ? KeyTimers.Of(times) : throw reader.Malformed("a key has an empty list of timers");
    }
}
