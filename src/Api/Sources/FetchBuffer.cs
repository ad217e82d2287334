using System.Runtime.CompilerServices;

namespace ActorStream;

/// <summary>
/// Where a reader puts the records of one fetch. Owned by the engine; a reader uses it during its fetch only.
/// </summary>
public sealed class FetchBuffer<T>
{
    private T[] _values = [];
    private long[] _times = [];
    private int _count;
    private int _limit;
    private bool _hasTimes;

    // For records that weigh differently: the fetch ends at a byte weight, so that large records do not pile up.
    private IRecordSize<T>? _size;
    private long _bytesLeft;

    internal FetchBuffer()
    {
    }

    /// <summary>
    /// How many more records fit; may fall to zero early where records are large, since a fetch is bounded in bytes as well.
    /// </summary>
    public int Free => _limit - _count;

    /// <summary>Appends a record without an event time of its own.</summary>
    /// <exception cref="InvalidOperationException">The writer is full.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // into loops of readers that are compiled for speed at once
    public void Add(in T record)
    {
        if (_count >= _limit)
        {
            throw Full();
        }

        _values[_count++] = record;
        if (_hasTimes)
        {
            _times[_count - 1] = long.MinValue;
        }

        if (_size is not null && (_bytesLeft -= _size.Of(record)) <= 0)
        {
            _limit = _count;
        }
    }

    /// <summary>Appends a record with its event time.</summary>
    /// <exception cref="InvalidOperationException">The writer is full.</exception>
    public void Add(in T record, DateTimeOffset eventTime)
    {
        if (!_hasTimes)
        {
            _hasTimes = true;
            Array.Fill(_times, long.MinValue, 0, _count);
        }

        Add(record);
        _times[_count - 1] = eventTime.UtcTicks;
    }

    /// <summary>The free room as a span, to be filled from its start and then announced by <see cref="Advance"/>.</summary>
    public Span<T> GetSpan() => _values.AsSpan(_count, Free);

    /// <summary>Counts records written into <see cref="GetSpan"/>, without event times.</summary>
    public void Advance(int count)
    {
        if ((uint)count > (uint)Free)
        {
            throw Full();
        }

        if (_hasTimes)
        {
            Array.Fill(_times, long.MinValue, _count, count);
        }

        var first = _count;
        _count += count;
        if (_size is null)
        {
            return;
        }

        foreach (ref readonly var record in _values.AsSpan(first, count))
        {
            _bytesLeft -= _size.Of(record);
        }

        if (_bytesLeft <= 0)
        {
            _limit = _count;
        }
    }

    internal int Count => _count;

    internal bool HasTimes => _hasTimes;

    /// <param name="values">Where the records go.</param>
    /// <param name="times">Where their event times go.</param>
    /// <param name="limit">Most records.</param>
    /// <param name="size">Weighs records; null if the limit bounds their bytes already.</param>
    /// <param name="bytes">Weight at which the fetch ends; the record that reaches it still fits.</param>
    internal void Reset(T[] values, long[] times, int limit, IRecordSize<T>? size, long bytes)
    {
        (_values, _times, _limit, _count, _hasTimes) = (values, times, Math.Min(limit, values.Length), 0, false);
        (_size, _bytesLeft) = (size, bytes);
    }

    private InvalidOperationException Full() =>
        new($"The fetch buffer is full: it takes {_limit} records in this fetch. Look at Free before adding.");
}
