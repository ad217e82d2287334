using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorStream;

/// <summary>
/// Reads what a <see cref="RecordWriter"/> wrote. Every read is checked against the end before it allocates. Not thread-safe.
/// </summary>
public sealed class RecordReader
{
    // An array, and places in it: to ask memory for its span once per value would take as long as reading one.
    private byte[] _bytes = [];
    private int _start;
    private int _length;
    private int _position;
    private int _end;
    private int _nesting;

    /// <summary>Creates a reader.</summary>
    /// <param name="bytes">What to read. Must not change meanwhile.</param>
    public RecordReader(ReadOnlyMemory<byte> bytes = default) => Reset(bytes);

    /// <summary>Bytes read so far.</summary>
    public int Position => _position - _start;

    /// <summary>Bytes left.</summary>
    public int Remaining => _end - _position;

    /// <summary>Starts over with other bytes.</summary>
    public void Reset(ReadOnlyMemory<byte> bytes)
    {
        if (!MemoryMarshal.TryGetArray(bytes, out var array)) array = bytes.ToArray();
        _bytes = array.Array!;
        _start = _position = array.Offset;
        _length = array.Count;
        _end = _start + _length;
        _nesting = 0;
    }

    /// <summary>What was read behind a position; valid as long as the bytes are.</summary>
    internal ReadOnlySpan<byte> Since(int position) => _bytes.AsSpan((_start + position).._position);

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => Take(1)[0];

    /// <summary>Reads 0 or 1.</summary>
    public bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw Malformed($"a Boolean is {other}, not 0 or 1"),
    };

    /// <summary>Reads four bytes.</summary>
    public int ReadInt32() => ReadUnmanaged<int>();

    /// <summary>Reads four bytes.</summary>
    public uint ReadUInt32() => ReadUnmanaged<uint>();

    /// <summary>Reads eight bytes.</summary>
    public long ReadInt64() => ReadUnmanaged<long>();

    /// <summary>Reads eight bytes.</summary>
    public ulong ReadUInt64() => ReadUnmanaged<ulong>();

    /// <summary>Reads eight bytes.</summary>
    public double ReadDouble() => ReadUnmanaged<double>();

    /// <summary>
    /// Reads a count of things that take at least so many bytes each; a count that cannot be true fails before anything is allocated.
    /// </summary>
    /// <param name="minimumBytesEach">At least 1; 0 for a number of which nothing follows.</param>
    public int ReadCount(int minimumBytesEach = 1)
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = ReadByte();
            if (shift == 28 && next > 0x07)
            {
                throw Malformed("a count does not fit in 31 bits");
            }

            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return (long)value * minimumBytesEach <= Remaining
            ? (int)value
            : throw Malformed($"a count is {value}, of {minimumBytesEach} or more bytes each, where {Remaining} bytes are left");
    }

    /// <summary>Reads so many bytes; the span is valid as long as the memory that is read.</summary>
    public ReadOnlySpan<byte> ReadRaw(int bytes) => Take(bytes);

    /// <summary>Reads a length and the bytes; the span is valid as long as the memory that is read.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadCount());

    /// <summary>Reads a string.</summary>
    public string ReadString() => new(MemoryMarshal.Cast<byte, char>(Take(ReadCount(sizeof(char)) * sizeof(char))));

    /// <summary>The exception to throw when the bytes cannot mean what they should.</summary>
    /// <param name="what">What is wrong, as part of a sentence.</param>
    public MalformedRecordException Malformed(string what) => new($"Cannot read a value at byte {Position} of {_length}: {what}.");

    /// <summary>Ends the bytes after so many more; answers what <see cref="EndAt"/> needs to undo it.</summary>
    internal int EndAfter(int bytes)
    {
        if ((uint)bytes > (uint)Remaining)
        {
            throw Malformed($"a value is {bytes} bytes long where {Remaining} are left");
        }

        var end = _end;
        _end = _position + bytes;
        return end;
    }

    internal void EndAt(int end) => _end = end;

    /// <summary>Goes into a value that lies within another of its own type. The stack bounds how deep that may go.</summary>
    internal void Enter()
    {
        if (++_nesting > RecordWriter.MostNesting)
        {
            throw Malformed($"a value that contains its own type is nested more than {RecordWriter.MostNesting} levels deep");
        }
    }

    internal void Leave() => _nesting--;

    /// <summary>
    /// What to reserve for so many items at once: all, since their bytes are there; but within a value of its own type only a few, since
    /// each level could claim the same bytes anew.
    /// </summary>
    internal int Reservable(int count) => _nesting == 0 ? count : Math.Min(count, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T ReadUnmanaged<T>() => Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(Take(Unsafe.SizeOf<T>())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int bytes)
    {
        var position = _position;
        if ((uint)bytes > (uint)(_end - position)) Lack(bytes);
        _position = position + bytes;
        return new(_bytes, position, bytes);
    }

    [DoesNotReturn]
    private void Lack(int bytes) => throw Malformed($"{bytes} bytes are needed and {Remaining} are left");
}

/// <summary>Bytes do not mean a value of the expected type: they are damaged, or another serializer wrote them.</summary>
public sealed class MalformedRecordException(string message, Exception? inner = null) : Exception(message, inner);
