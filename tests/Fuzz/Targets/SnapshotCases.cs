using System.Buffers.Binary;
using ActorStream.Backends;

namespace ActorStream.Tests.Fuzz.Targets;

/// <summary>
/// Snapshot files: one with everything, plain and compressed, and one with changes upon it. With right checksums damage comes as far as the
/// catalog, the blocks and the values in them, and into a backend.
/// </summary>
internal static class SnapshotCases
{
    private static readonly IKeyHasher<string> Hasher = KeyHash.For<string>();
    private static readonly HashSet<string> DropNothing = [];

    /// <summary>Small files lie in memory: no disk is asked.</summary>
    private static readonly CheckpointStorage Storage = new(null!, "/job");

    public static IReadOnlyList<FuzzCase> All { get; } = Make();

    private static FuzzCase[] Make()
    {
        using var backend = new HeapStateBackend<string>(HashRange.All, new HeapMemory(long.MaxValue));
        var states = new States(backend);
        foreach (var key in (string[])["a", "b", "c", "d", "e"])
        {
            states.Fill(key);
        }

        var whole = Write(backend, 1, null, SnapshotCompression.None);
        var compressed = Write(backend, 2, null, SnapshotCompression.Brotli);
        states.Fill("f");
        states.Remove("a");
        var changed = Write(backend, 3, new SnapshotBase(1, whole), SnapshotCompression.None);
        return
        [
            Of("with the checksum that was recorded", whole.Files, sealing: false),
            Of("whole", whole.Files, sealing: true),
            Of("whole, again", whole.Files, sealing: true),
            Of("compressed", compressed.Files, sealing: true),
            Of("change", changed.Files, sealing: true),
        ];
    }

    private static KeyedPart Write(HeapStateBackend<string> backend, long checkpoint, SnapshotBase? on, SnapshotCompression compression)
    {
        using var snapshot = backend.BeginSnapshot(checkpoint, on);
        var settings = new CheckpointSettings { GatherBelow = ByteSize.KiB(1024), Compression = compression };
        var target = new SnapshotTarget(Storage, new CheckpointAttempt(checkpoint, 1), $"{checkpoint}", settings);
        return snapshot.WriteAsync(target, default).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Damages the last of the files.</summary>
    private static FuzzCase Of(string name, IReadOnlyList<SnapshotFile> files, bool sealing) =>
        new(name, files[^1].Content!.Value.ToArray(), bytes => Read(files, bytes, sealing))
        {
            Expects = static error => error is SnapshotCorruptException or StateRestoreException,
            Seal = sealing ? Seal : null,
        };

    private static void Read(IReadOnlyList<SnapshotFile> files, byte[] bytes, bool isSealed)
    {
        var damaged = files[^1] with
        {
            Content = bytes,
            Length = bytes.Length,
            Checksum = isSealed ? Crc32C.Of(bytes) : files[^1].Checksum,
        };
        using var memory = new HeapMemory(64 << 20);
        using var backend = new HeapStateBackend<string>(HashRange.All, memory);
        _ = new States(backend);
        var part = new KeyedPart(HashRange.All, KeyedFormat.Layers, [.. files.SkipLast(1), damaged]);
        backend.RestoreAsync(new KeyedRestore(Storage, [part], 1, DropNothing), default).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Makes the checksums of blocks, catalog, content and footer right again, as far as they can be found.</summary>
    private static byte[] Seal(byte[] bytes)
    {
        var end = bytes.Length - SnapshotFormat.FooterBytes;
        if (end < SnapshotFormat.HeaderBytes)
        {
            return bytes;
        }

        var offset = (int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(end)), SnapshotFormat.HeaderBytes, end);
        var entries = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(end + 16));
        var catalog = bytes[offset..end];
        try
        {
            var read = SnapshotCatalog.Read(new RecordReader(catalog), offset);
            var writer = new RecordWriter();
            (read with { Runs = [.. read.Runs.Select(run => run with { Blocks = [.. run.Blocks.Select(Checked)] })] }).Write(writer);
            catalog = writer.Written.ToArray();
            entries = read.Runs.Sum(run => run.Blocks.Sum(block => (long)block.Entries));
        }
        catch (MalformedRecordException)
        {
            // A catalog that cannot be read stays as it is.
        }

        byte[] content = [.. SnapshotFormat.Header(), .. bytes[SnapshotFormat.HeaderBytes..offset], .. catalog];
        return [.. content, .. new SnapshotFooter(offset, catalog.Length, Crc32C.Of(catalog), entries, Crc32C.Of(content)).ToBytes()];

        SnapshotBlock Checked(SnapshotBlock block) => block with { Checksum = Crc32C.Of(bytes.AsSpan((int)block.Offset, block.Length)) };
    }

    /// <summary>One state of each kind.</summary>
    private sealed class States
    {
        private readonly HeapStateBackend<string> _backend;
        private readonly ValueStore<long> _sum;
        private readonly ValueStore<ValueCases.Order> _orders;
        private readonly MapStore<string, decimal?> _map;
        private readonly ListStore<int> _list;
        private readonly SliceState<string, long> _slices;
        private readonly TimerState<string> _timers;

        public States(HeapStateBackend<string> backend)
        {
            _backend = backend;
            _sum = backend.Bind(new ValueStateDescriptor<long>("sum"));
            _orders = backend.Bind(new ValueStateDescriptor<ValueCases.Order>("orders"));
            _map = backend.Bind(new MapStateDescriptor<string, decimal?>("map"));
            _list = backend.Bind(new ListStateDescriptor<int>("list"));
            _slices = backend.Slices(new SliceStateDescriptor<long>("windows"));
            _timers = backend.Timers(TimerKind.EventTime);
        }

        public void Fill(string key)
        {
            var hash = Hasher.Hash(key);
            _backend.SetCurrent(key, hash);
            _sum.GetOrAdd(out _) = key[0];
            _orders.GetOrAdd(out _) = new ValueCases.Order(key, [new ValueCases.Line("sku", 1, null)], null, new ValueCases.Positive(1));
            _map.Set("x", 1.5m);
            _map.Set("y", null);
            _list.Add(7);
            _list.Add(8);
            _slices.GetOrAdd(100, key, hash, out _) = 5;
            _slices.GetOrAdd(200, key, hash, out _) = 6;
            _timers.Register(key, hash, 300);
        }

        public void Remove(string key)
        {
            _backend.SetCurrent(key, Hasher.Hash(key));
            _sum.Remove();
            _orders.Remove();
            _map.Clear();
        }
    }
}
