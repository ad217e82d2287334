using System.Buffers.Binary;
using System.Numerics;

namespace ActorStream.Backends.Files;

/// <summary>CRC-32C, as iSCSI and ext4 have it (reflected, inverted at both ends).</summary>
internal static class Checksum
{
    internal static uint Of(ReadOnlySpan<byte> bytes) => ~Continue(~0u, bytes);

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
