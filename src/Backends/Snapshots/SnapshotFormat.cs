using System.Buffers.Binary;

namespace ActorStream.Backends;

/// <summary>
/// The layout of a snapshot file, version 2; all integers little-endian.
/// <code>
/// header    magic u64 | version u32 | CRC-32C of these u32
/// blocks    entries, one after the other, compressed by Brotli if the catalog gives an uncompressed length; a block belongs to one run, that
///           is one (state, namespace)
///           entry: key hash u64 | length i32 | key | sub key of a map or list | value; ascending by key hash within a run
///           removed: key hash u64 | length i32 with its highest bit set | key; before the entries of its hash; in runs that are changes only
/// catalog   hash range u64, u64 | key schema | states: kind u8, name, value schema |
///           runs: state, namespace i64, change? u8, blocks: first hash u64, last hash u64, length i32, uncompressed length i32, entries i32, CRC-32C u32
/// footer    catalog offset i64 | catalog length i32 | catalog CRC-32C u32 | entries i64 |
///           CRC-32C of the file up to here u32 | CRC-32C of the footer so far u32 | magic u64
/// </code>
/// Blocks lie back to back from the header to the catalog, in the catalog's order, so no offset is stored and no byte is outside a checksum.
/// Files form layers: what the last one has no run for is gone; a run that is a change is to be read on top of the same run of the file before.
/// </summary>
internal static class SnapshotFormat
{
    public const ulong Magic = 0x0A0D_5041_4E53_5341; // "ASSNAP\r\n": a copy in text mode shows
    public const uint Version = 2;
    public const int HeaderBytes = 16;
    public const int FooterBytes = 40;
    public const int BlockBytes = 64 * 1024;

    /// <summary>Hash and length.</summary>
    public const int FewestEntryBytes = 12;

    /// <summary>On an entry's length: the key is removed.</summary>
    public const int RemovedFlag = int.MinValue;

    public static byte[] Header()
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Crc32C.Of(header.AsSpan(0, 12)));
        return header;
    }
}

/// <summary>The last bytes of a snapshot file.</summary>
/// <param name="CatalogOffset">Where the catalog begins; it ends where the footer begins.</param>
/// <param name="CatalogLength">Its bytes.</param>
/// <param name="CatalogChecksum">Its CRC-32C.</param>
/// <param name="Entries">Entries in all blocks.</param>
/// <param name="ContentChecksum">CRC-32C of all before the footer.</param>
internal readonly record struct SnapshotFooter(
    long CatalogOffset, int CatalogLength, uint CatalogChecksum, long Entries, uint ContentChecksum)
{
    private const int ChecksumAt = 28;

    public byte[] ToBytes()
    {
        var bytes = new byte[SnapshotFormat.FooterBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, CatalogOffset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), CatalogLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), CatalogChecksum);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Entries);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(24), ContentChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), Crc32C.Of(bytes.AsSpan(0, ChecksumAt)));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), SnapshotFormat.Magic);
        return bytes;
    }

    /// <summary>Answers <c>null</c> if the bytes are no footer.</summary>
    public static SnapshotFooter? Parse(ReadOnlySpan<byte> bytes)
    {
        var intact = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]) == SnapshotFormat.Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == Crc32C.Of(bytes[..ChecksumAt]);
        return intact
            ? new SnapshotFooter(
                BinaryPrimitives.ReadInt64LittleEndian(bytes),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]))
            : null;
    }
}
