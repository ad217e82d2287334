using System.Buffers.Binary;
using System.Numerics;

namespace ActorStream.Backends;

/// <summary>CRC-32C (Castagnoli), by the processor where it can. Continuing from a checksum gives that of the bytes joined.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes, uint continued = 0)
    {
        var crc = ~continued;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }
}
