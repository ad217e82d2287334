using System.Buffers.Binary;
using System.Numerics;

namespace ActorStream.Connectors.Files.Output;

/// <summary>CRC-32C of bytes that come in pieces.</summary>
internal struct Crc32C
{
    private uint _inverted;

    /// <summary>The checksum of all pieces so far.</summary>
    internal readonly uint Value => _inverted;

    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = default(Crc32C);
        crc.Add(bytes);
        return crc.Value;
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        var crc = ~_inverted;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        _inverted = ~crc;
    }
}
