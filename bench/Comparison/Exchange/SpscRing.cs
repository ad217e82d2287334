using System.Runtime.InteropServices;

namespace ActorStream.Bench.Comparison;

/// <summary>A bounded queue between one thread that puts in and one that takes out, without a lock.</summary>
internal sealed class SpscRing<T>(int size)
    where T : class
{
    private readonly T?[] _items = new T?[size];
    private RingEnds _ends;

    internal bool TryPut(T item)
    {
        var tail = _ends.Tail;
        if (tail - Volatile.Read(ref _ends.Head) == size) return false;
        _items[tail % size] = item;
        Volatile.Write(ref _ends.Tail, tail + 1);
        return true;
    }

    internal T? TryTake()
    {
        var head = _ends.Head;
        if (Volatile.Read(ref _ends.Tail) == head) return null;
        var item = _items[head % size];
        Volatile.Write(ref _ends.Head, head + 1);
        return item;
    }
}

/// <summary>Both ends of a ring, on lines of their own, as each is written by another core.</summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingEnds
{
    [FieldOffset(128)]
    internal long Head;

    [FieldOffset(256)]
    internal long Tail;
}
