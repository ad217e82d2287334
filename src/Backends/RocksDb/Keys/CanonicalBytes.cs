using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// Makes the written bytes of equal keys equal: 1.0 and 1.00, two clocks' names of one instant, the two zeros. Widths stay, so it works in place.
/// </summary>
internal static class CanonicalBytes
{
    private const long TicksMask = (1L << 62) - 1;

    /// <summary>Whether values of this schema that are equal always have equal bytes.</summary>
    public static bool AreGiven(Schema schema) => schema switch
    {
        ScalarSchema scalar => scalar.Kind is not (ScalarKind.Decimal or ScalarKind.DateTime or ScalarKind.DateTimeOffset
            or ScalarKind.Half or ScalarKind.Single or ScalarKind.Double),
        OptionalSchema optional => AreGiven(optional.Value),
        ListSchema list => AreGiven(list.Item),
        RecordSchema record => record.Fields.All(field => AreGiven(field.Schema)),
        _ => true,
    };

    /// <summary>Rewrites one written value.</summary>
    public static void Make(Schema schema, Memory<byte> written) => Make(schema, new RecordReader(written), written.Span);

    private static void Make(Schema schema, RecordReader reader, Span<byte> bytes)
    {
        switch (schema)
        {
            case OptionalSchema optional:
                if (reader.ReadBoolean()) Make(optional.Value, reader, bytes);
                break;
            case ListSchema list:
                for (var left = reader.ReadCount(list.Item.MinimumBytes); left > 0; left--) Make(list.Item, reader, bytes);
                break;
            case RecordSchema { Fields.Count: > 0 } record:
                foreach (var (_, field) in record.Fields) Make(field, reader, bytes);
                break;
            default:
                var start = reader.Position;
                schema.Skip(reader);
                if (schema is ScalarSchema scalar) Make(scalar.Kind, bytes[start..reader.Position]);
                break;
        }
    }

    private static void Make(ScalarKind kind, Span<byte> value)
    {
        switch (kind)
        {
            case ScalarKind.Decimal:
                Make(MemoryMarshal.Cast<byte, int>(value));
                break;
            case ScalarKind.DateTime: // equal if the ticks are, whatever the kind
                BinaryPrimitives.WriteInt64LittleEndian(value, BinaryPrimitives.ReadInt64LittleEndian(value) & TicksMask);
                break;
            case ScalarKind.DateTimeOffset: // equal if the instant is, whatever the offset
                var offset = BinaryPrimitives.ReadInt16LittleEndian(value[8..]);
                var utc = BinaryPrimitives.ReadInt64LittleEndian(value) - (offset * TimeSpan.TicksPerMinute);
                BinaryPrimitives.WriteInt64LittleEndian(value, utc);
                BinaryPrimitives.WriteInt16LittleEndian(value[8..], 0);
                break;
            case ScalarKind.Half:
                var half = BinaryPrimitives.ReadHalfLittleEndian(value);
                if (half == Half.Zero || Half.IsNaN(half)) BinaryPrimitives.WriteHalfLittleEndian(value, half == Half.Zero ? Half.Zero : Half.NaN);
                break;
            case ScalarKind.Single:
                var single = BinaryPrimitives.ReadSingleLittleEndian(value);
                if (single == 0 || float.IsNaN(single)) BinaryPrimitives.WriteSingleLittleEndian(value, single == 0 ? 0 : float.NaN);
                break;
            case ScalarKind.Double:
                var number = BinaryPrimitives.ReadDoubleLittleEndian(value);
                if (number == 0 || double.IsNaN(number)) BinaryPrimitives.WriteDoubleLittleEndian(value, number == 0 ? 0 : double.NaN);
                break;
        }
    }

    /// <summary>Without trailing zeros and without the sign of zero.</summary>
    private static void Make(Span<int> parts)
    {
        const int scaleShift = 16;
        const int scaleMask = 0xFF;
        const int sign = unchecked((int)0x8000_0000);
        var mantissa = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var scale = (parts[3] >> scaleShift) & scaleMask;
        for (; scale > 0 && mantissa % 10 == 0; scale--) mantissa /= 10;
        (parts[0], parts[1], parts[2]) = ((int)mantissa, (int)(mantissa >> 32), (int)(mantissa >> 64));
        parts[3] = mantissa == 0 ? 0 : (parts[3] & sign) | (scale << scaleShift);
    }
}
