using System.Buffers.Binary;
using ActorStream.Backends.Native;

namespace ActorStream.Bench.Comparison;

/// <summary>A database with the options and the memory that the engine gives its own: all of it RocksDB's, for nothing else has
/// any.</summary>
internal sealed class Database : IDisposable
{
    internal const int KeyBytes = sizeof(long);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("actorstream-bench-");
    private readonly Cache _cache;
    private readonly DbOptions _options;

    internal Database(long memory)
    {
        _cache = new Cache(memory * 3 / 4);
        _options = new DbOptions(_cache, memory / 4);
        Db = RocksDb.Open(_options, Path.Combine(_directory.FullName, "db"), ["default"]);
    }

    internal RocksDb Db { get; }

    internal ColumnFamilyHandle Family => Db.ColumnFamilies[0];

    internal static void WriteKey(Span<byte> into, long key) => BinaryPrimitives.WriteInt64BigEndian(into, key);

    public void Dispose()
    {
        Db.Dispose();
        _options.Dispose();
        _cache.Dispose();
        _directory.Delete(recursive: true);
    }
}
