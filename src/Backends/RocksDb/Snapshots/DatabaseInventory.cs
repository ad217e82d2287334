using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>
/// The second file of a RocksDB part, version 1: which of RocksDB's files follow, under what names, and its manifest.
/// <code>
/// magic u64 | version u32 | name of the manifest | its bytes | table files: name, column family, level i32, first key, last key
/// </code>
/// What is known of a table file is that of a moment before, when it may have been at a higher level; or nothing (no column family, level 0, no keys).
/// At level 1 and below the keys say whether a range of hashes needs the file.
/// </summary>
/// <param name="ManifestName">RocksDB's manifest.</param>
/// <param name="Manifest">Its bytes.</param>
/// <param name="Tables">Its table files, in the order of the part's files behind this one.</param>
internal sealed record DatabaseInventory(string ManifestName, byte[] Manifest, IReadOnlyList<TableFile> Tables)
{
    /// <summary>Files of a part before the tables: catalog and timers, and this.</summary>
    public const int FilesBefore = 2;

    private const ulong Magic = 0x0A0D_4244_5253_5341; // "ASSRDB\r\n"
    private const uint Version = 1;
    private const int MostLevels = 64;
    private const string ManifestPrefix = "MANIFEST-";
    private const string TableSuffix = ".sst";

    public static bool IsManifest(string name) => IsNumbered(name, ManifestPrefix, "");

    public static bool IsTable(string name) => IsNumbered(name, "", TableSuffix);

    public ReadOnlyMemory<byte> ToBytes()
    {
        var writer = new RecordWriter(Manifest.Length + 1024);
        writer.WriteUInt64(Magic);
        writer.WriteUInt32(Version);
        writer.WriteString(ManifestName);
        writer.WriteBytes(Manifest);
        writer.WriteCount(Tables.Count);
        foreach (var table in Tables)
        {
            writer.WriteString(table.Name);
            writer.WriteString(table.Live.Family);
            writer.WriteInt32(table.Live.Level);
            writer.WriteBytes(table.Live.Smallest);
            writer.WriteBytes(table.Live.Largest);
        }

        return writer.Written;
    }

    /// <summary>Reads and checks it: no name in it leads out of a directory.</summary>
    /// <exception cref="MalformedRecordException">The bytes are no such inventory.</exception>
    public static DatabaseInventory Read(RecordReader reader)
    {
        if (reader.ReadUInt64() != Magic || reader.ReadUInt32() != Version)
            throw reader.Malformed($"this is no inventory of a database of version {Version}");
        var manifestName = reader.ReadString();
        var manifest = reader.ReadBytes().ToArray();
        var tables = new TableFile[reader.ReadCount(minimumBytesEach: 8)];
        for (var i = 0; i < tables.Length; i++)
        {
            tables[i] = new TableFile(
                reader.ReadString(), new LiveFile(reader.ReadString(), reader.ReadInt32(), reader.ReadBytes().ToArray(), reader.ReadBytes().ToArray()));
            if (!IsTable(tables[i].Name) || tables[i].Live.Level is < 0 or > MostLevels)
                throw reader.Malformed($"'{tables[i].Name}' at level {tables[i].Live.Level} is no table file");
        }

        if (!IsManifest(manifestName)) throw reader.Malformed($"'{manifestName}' is no manifest");
        if (tables.DistinctBy(table => table.Name).Count() != tables.Length) throw reader.Malformed("a table file is named twice");
        return reader.Remaining == 0
            ? new DatabaseInventory(manifestName, manifest, tables)
            : throw reader.Malformed($"{reader.Remaining} bytes are left over");
    }

    private static bool IsNumbered(string name, string prefix, string suffix)
    {
        const int fewestDigits = 6;
        return name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal)
            && name.Length - prefix.Length - suffix.Length >= fewestDigits && name[prefix.Length..^suffix.Length].All(char.IsAsciiDigit);
    }
}

/// <summary>A table file by its name in the database.</summary>
internal sealed record TableFile(string Name, LiveFile Live)
{
    /// <summary>Whether it may hold entries of a column family, in any range.</summary>
    public bool MayHold(string family) => Live.Family.Length == 0 || Live.Family == family;

    /// <summary>Whether it may hold entries of the range.</summary>
    /// <param name="range">The hashes.</param>
    /// <param name="hasSlices">Whether keys of slices are among those that it may hold: they do not begin with the hash.</param>
    public bool MayHold(HashRange range, bool hasSlices) =>
        hasSlices || Live.Level == 0 || Live.Smallest.Length < StoredHash.Bytes || Live.Largest.Length < StoredHash.Bytes
        || new HashRange(StoredHash.Read(Live.Smallest), StoredHash.Read(Live.Largest)).Overlaps(range);
}
