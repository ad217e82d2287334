using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorStream;

/// <summary>A growing buffer that serializers append to. Little-endian. Not thread-safe.</summary>
public sealed class RecordWriter
{
    /// <summary>How deep a value may lie within others of its own type: about half a megabyte of stack.</summary>
    internal const int MostNesting = 500;

    private byte[] _buffer;
    private int _length;
    private int _nesting;

    /// <summary>Creates an empty writer.</summary>
    /// <param name="capacityBytes">First capacity; it grows as needed.</param>
    public RecordWriter(int capacityBytes = 256) => _buffer = new byte[Math.Max(16, capacityBytes)];

    /// <summary>Bytes written since the last <see cref="Clear"/>.</summary>
    public int Length => _length;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear()
    {
        _length = 0;
        _nesting = 0;
    }

    /// <summary>Appends one byte.</summary>
    public void WriteByte(byte value) => Reserve(1)[0] = value;

    /// <summary>Appends 0 or 1.</summary>
    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Appends four bytes.</summary>
    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);

    /// <summary>Appends four bytes.</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    /// <summary>Appends eight bytes.</summary>
    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    /// <summary>Appends eight bytes.</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    /// <summary>Appends eight bytes.</summary>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);

    /// <summary>Appends a count or length in one to five bytes, seven bits each.</summary>
    public void WriteCount(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var rest = (uint)value;
        while (rest >= 0x80)
        {
            WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }

        WriteByte((byte)rest);
    }

    /// <summary>Appends the bytes without their length.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Appends the length and the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteCount(bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>
    /// Appends the length in UTF-16 units and the units themselves, so that any string survives, unpaired surrogates too.
    /// </summary>
    public void WriteString(string value)
    {
        WriteCount(value.Length);
        WriteRaw(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    /// <summary>Leaves four bytes for a length; answers what <see cref="EndLength"/> needs.</summary>
    internal int BeginLength()
    {
        Reserve(sizeof(int));
        return _length;
    }

    internal void EndLength(int start, int flag = 0) =>
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(start - sizeof(int)), (_length - start) | flag);

    /// <summary>Goes into a value that lies within another of its own type.</summary>
    internal void Enter()
    {
        if (++_nesting > MostNesting)
        {
            throw new InvalidOperationException(
                $"A value that contains its own type is nested more than {MostNesting} levels deep, or refers to itself in a circle. "
                + "Keep the parts in a list, or give the state a serializer.");
        }
    }

    internal void Leave() => _nesting--;

    internal Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Grow(bytes);
        }

        var span = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return span;
    }

    internal void WriteUnmanaged<T>(T value) => Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(Reserve(Unsafe.SizeOf<T>())), value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int bytes)
    {
        var needed = (long)_length + bytes;
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"A value needs {needed} bytes when written; at most {Array.MaxLength} are possible. Keep less in one value.");
        }

        Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _buffer.Length)));
    }
}
