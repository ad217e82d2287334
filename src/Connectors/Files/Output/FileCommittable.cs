using System.Buffers.Binary;
using System.Text;

namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// What commit needs of a prepared transaction: its files. Little-endian: version, how many, of each its length, its checksum and, behind
/// the number of its bytes, its path within the output directory in UTF-8; then the checksum of all before. Version 1 has one file in the
/// directory itself: version, length, checksum, name, checksum.
/// </summary>
internal sealed record FileCommittable(IReadOnlyList<PreparedFile> Files)
{
    private const byte Version = 2;
    private const byte VersionOfOneFile = 1;
    private const int FixedBytes = sizeof(long) + sizeof(uint);

    internal byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(Files.Count);
        foreach (var file in Files)
        {
            var path = Encoding.UTF8.GetBytes(file.File.Bucket.Length == 0 ? file.File.Name : $"{file.File.Bucket}/{file.File.Name}");
            writer.Write(file.Length);
            writer.Write(file.Checksum);
            writer.Write((ushort)path.Length);
            writer.Write(path);
        }

        writer.Write(Crc32C.Of(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return bytes.ToArray();
    }

    /// <summary>Reads a committable.</summary>
    /// <exception cref="InvalidDataException">The bytes are not one, or of a later version.</exception>
    internal static FileCommittable Of(Committable committable)
    {
        var bytes = committable.Data.Span;
        if (bytes.Length <= 1 + sizeof(uint)
            || Crc32C.Of(bytes[..^sizeof(uint)]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]))
        {
            throw Bad(committable, $"its {bytes.Length} bytes are damaged");
        }

        var rest = bytes[1..^sizeof(uint)];
        switch (bytes[0])
        {
            case VersionOfOneFile:
                return new FileCommittable([Read(committable, ref rest, rest.Length - FixedBytes)]);
            case Version:
                var files = new List<PreparedFile>();
                for (var left = BinaryPrimitives.ReadInt32LittleEndian(Take(committable, ref rest, sizeof(int))); left > 0; left--)
                {
                    files.Add(Read(committable, ref rest, pathBytes: null));
                }

                return rest.IsEmpty ? new FileCommittable(files) : throw Bad(committable, $"{rest.Length} bytes stand behind its files");
            default:
                throw Bad(committable, $"it has format version {bytes[0]}, and this program knows {VersionOfOneFile} and {Version}");
        }
    }

    private static PreparedFile Read(Committable committable, ref ReadOnlySpan<byte> rest, int? pathBytes)
    {
        var fixedPart = Take(committable, ref rest, FixedBytes);
        var length = pathBytes ?? BinaryPrimitives.ReadUInt16LittleEndian(Take(committable, ref rest, sizeof(ushort)));
        var path = Encoding.UTF8.GetString(Take(committable, ref rest, length));
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var (bucket, name) = (path[..Math.Max(0, slash)], path[(slash + 1)..]);
        return (slash < 0 || BucketName.IsValid(bucket)) && TransactionFile.TryParse(name, bucket) is { } file && file.Name == name
            ? new PreparedFile(
                file, BinaryPrimitives.ReadInt64LittleEndian(fixedPart), BinaryPrimitives.ReadUInt32LittleEndian(fixedPart[sizeof(long)..]))
            : throw Bad(committable, $"'{path}' is not the name of a transaction's file");
    }

    private static ReadOnlySpan<byte> Take(Committable committable, ref ReadOnlySpan<byte> rest, int count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw Bad(committable, $"it ends {rest.Length} bytes behind a point where {count} more belong to it");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static InvalidDataException Bad(Committable committable, string why) =>
        new($"Cannot commit transaction {committable.Transaction.ToExternalId()} of checkpoint {committable.Checkpoint}: {why}.");
}
