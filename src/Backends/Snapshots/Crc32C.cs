using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

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

    /// <summary>The checksum of bytes, and the one that continues another: the processor computes both in the time of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (uint Alone, uint Joined) AloneAndJoined(ReadOnlySpan<byte> bytes, uint continued)
    {
        var (alone, joined) = (uint.MaxValue, ~continued);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            (alone, joined) = (BitOperations.Crc32C(alone, word), BitOperations.Crc32C(joined, word));
        }

        return (Of(bytes, ~alone), Of(bytes, ~joined));
    }
}
