using System.Buffers.Binary;
using System.Text;

namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// What commit needs of a prepared file. Little-endian: version, length, checksum of the file, its committed name in UTF-8, checksum of all
/// before.
/// </summary>
internal readonly record struct FileCommittable(TransactionFile File, long Length, uint Checksum)
{
    private const byte Version = 1;
    private const int NameOffset = 1 + sizeof(long) + sizeof(uint);

    internal byte[] ToBytes()
    {
        var name = Encoding.UTF8.GetBytes(File.Name);
        var bytes = new byte[NameOffset + name.Length + sizeof(uint)];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(1 + sizeof(long)), Checksum);
        name.CopyTo(bytes, NameOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(NameOffset + name.Length), Crc32C.Of(bytes.AsSpan(..^sizeof(uint))));
        return bytes;
    }

    /// <summary>Reads a committable.</summary>
    /// <exception cref="InvalidDataException">The bytes are not one, or of a later version.</exception>
    internal static FileCommittable Of(Committable committable)
    {
        var bytes = committable.Data.Span;
        if (bytes.Length <= NameOffset + sizeof(uint)
            || Crc32C.Of(bytes[..^sizeof(uint)]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]))
        {
            throw Bad(committable, $"its {bytes.Length} bytes are damaged");
        }

        if (bytes[0] != Version)
        {
            throw Bad(committable, $"it has format version {bytes[0]}, and this program knows {Version}");
        }

        var name = Encoding.UTF8.GetString(bytes[NameOffset..^sizeof(uint)]);
        var file = TransactionFile.TryParse(name) is { } found && found.Name == name
            ? found
            : throw Bad(committable, $"'{name}' is not the name of a transaction's file");
        return new FileCommittable(
            file, BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[(1 + sizeof(long))..]));
    }

    private static InvalidDataException Bad(Committable committable, string why) =>
        new($"Cannot commit transaction {committable.Transaction.ToExternalId()} of checkpoint {committable.Checkpoint}: {why}.");
}
