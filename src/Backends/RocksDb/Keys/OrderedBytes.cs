using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// Map keys as bytes whose order is that of the keys, where those have one (<see cref="KeyOrder"/>), so that a range of a map is a range of stored keys.
/// They stand last in a stored key. Made from what the codec wrote, by its schema; keys that are equal give equal bytes.
/// </summary>
internal sealed class OrderedBytes
{
    private const int DecimalBytes = 24;
    private const int MostScale = 28;
    private const byte SignBit = 0x80;

    private readonly Schema _schema;
    private readonly ScalarKind? _kind;
    private readonly bool _isSigned;

    public OrderedBytes(Schema schema)
    {
        _schema = schema;
        _kind = schema switch
        {
            ScalarSchema { Kind: <= ScalarKind.String } scalar => scalar.Kind,
            OptionalSchema { Value: ScalarSchema { Kind: ScalarKind.String } } => ScalarKind.String,
            _ => null,
        };
        _isSigned = _kind is ScalarKind.SByte or ScalarKind.Int16 or ScalarKind.Int32 or ScalarKind.Int64 or ScalarKind.Int128
            or ScalarKind.DateOnly or ScalarKind.TimeOnly or ScalarKind.TimeSpan;
        AreReadable = CanonicalBytes.AreGiven(schema);
    }

    /// <summary>Whether what the codec wrote can be had back; else it lies, as it was, before the value.</summary>
    public bool AreReadable { get; }

    /// <summary>Appends the bytes of a key that the codec wrote; those change.</summary>
    public void Write(RecordWriter writer, Memory<byte> written)
    {
        if (!AreReadable) CanonicalBytes.Make(_schema, written);
        var bytes = written.Span;
        switch (_kind)
        {
            case null:
                writer.WriteRaw(bytes);
                break;
            case ScalarKind.String:
                var reader = new RecordReader(written);
                if (_schema is OptionalSchema) reader.ReadBoolean(); // a map key is never null
                Swap(reader.ReadRaw(reader.ReadCount(sizeof(char)) * sizeof(char)), writer);
                break;
            case ScalarKind.Decimal:
                WriteDecimal(writer, MemoryMarshal.Cast<byte, int>(bytes));
                break;
            default:
                Turn(_kind.Value, bytes);
                if (_isSigned) bytes[0] ^= SignBit;
                writer.WriteRaw(bytes);
                break;
        }
    }

    /// <summary>Appends what the codec wrote. Only if that can be had back.</summary>
    public void Restore(RecordWriter writer, ReadOnlySpan<byte> stored)
    {
        if (_kind == ScalarKind.String)
        {
            if (_schema is OptionalSchema) writer.WriteBoolean(true);
            writer.WriteCount(stored.Length / sizeof(char));
            Swap(stored, writer);
            return;
        }

        var bytes = writer.Reserve(stored.Length);
        stored.CopyTo(bytes);
        if (_isSigned && bytes.Length > 0) bytes[0] ^= SignBit;
        if (_kind is { } kind) Turn(kind, bytes);
    }

    private static void Swap(ReadOnlySpan<byte> units, RecordWriter writer) => BinaryPrimitives.ReverseEndianness(
        MemoryMarshal.Cast<byte, ushort>(units),
        MemoryMarshal.Cast<byte, ushort>(writer.Reserve(units.Length / sizeof(char) * sizeof(char))));

    /// <summary>Little-endian to bytes in order, and back, but for the sign.</summary>
    private static void Turn(ScalarKind kind, Span<byte> bytes)
    {
        switch (kind)
        {
            case ScalarKind.Guid when bytes.Length >= sizeof(ulong): // as it is written: a 32-bit number, two of 16 bits, bytes
                bytes[..4].Reverse();
                bytes[4..6].Reverse();
                bytes[6..8].Reverse();
                break;
            case ScalarKind.DateTimeOffset: // the instant; the offset behind it is 0
                bytes[..sizeof(long)].Reverse();
                break;
            default: // a number, or a number of ticks or days
                bytes.Reverse();
                break;
        }
    }

    /// <summary>As a whole number of 10^-28, with the sign.</summary>
    private static void WriteDecimal(RecordWriter writer, Span<int> parts)
    {
        const int scaleShift = 16;
        const int scaleMask = 0xFF;
        var mantissa = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var whole = (BigInteger)mantissa * BigInteger.Pow(10, MostScale - ((parts[3] >> scaleShift) & scaleMask));
        writer.WriteByte(parts[3] < 0 ? (byte)0 : (byte)1);
        var digits = writer.Reserve(DecimalBytes);
        digits.Clear();
        whole.TryWriteBytes(digits[(DecimalBytes - whole.GetByteCount(isUnsigned: true))..], out _, isUnsigned: true, isBigEndian: true);
        if (parts[3] >= 0) return;
        foreach (ref var digit in digits) digit = (byte)~digit;
    }
}
