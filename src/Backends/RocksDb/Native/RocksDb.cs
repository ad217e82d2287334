using System.Runtime.InteropServices;
using static ActorStream.Backends.Native.Native;

namespace ActorStream.Backends.Native;

/// <summary>
/// An open database. Writes go without a log: what must last is in a checkpoint. Reads and writes by one thread at a time, like the state they hold.
/// </summary>
internal sealed unsafe class RocksDb : SafeHandle
{
    private readonly List<ColumnFamilyHandle> _families = [];
    private readonly nint _read = rocksdb_readoptions_create();
    private readonly nint _scan = rocksdb_readoptions_create();
    private readonly nint _write = rocksdb_writeoptions_create();

    private RocksDb(string path)
        : base(0, ownsHandle: true)
    {
        const int scanAheadBytes = 256 * 1024;
        Path = path;
        rocksdb_readoptions_set_fill_cache(_scan, 0); // a scan must not drive out what is looked up
        rocksdb_readoptions_set_readahead_size(_scan, scanAheadBytes);
        rocksdb_writeoptions_disable_WAL(_write, 1);
        rocksdb_writeoptions_set_memtable_insert_hint_per_batch(_write, 1); // batches are sorted
    }

    public override bool IsInvalid => handle == 0;

    internal string Path { get; }

    internal IReadOnlyList<ColumnFamilyHandle> ColumnFamilies => _families;

    /// <summary>The column families of a database that is not open.</summary>
    internal static IReadOnlyList<string> ListColumnFamilies(DbOptions options, string path)
    {
        nint error = 0;
        var names = rocksdb_list_column_families(options, path, out var count, ref error);
        Check($"list the column families of '{path}'", error);
        try
        {
            return [.. new ReadOnlySpan<nint>(names, checked((int)count)).ToArray().Select(name => Marshal.PtrToStringUTF8(name)!)];
        }
        finally
        {
            rocksdb_list_column_families_destroy(names, count);
        }
    }

    /// <summary>Opens a database, made if it is not there, with these column families.</summary>
    internal static RocksDb Open(DbOptions options, string path, IEnumerable<string> families, bool readOnly = false)
    {
        var db = new RocksDb(path);
        try
        {
            db.Open(options, [.. families], readOnly);
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    internal ColumnFamilyHandle CreateColumnFamily(DbOptions options, string name)
    {
        nint error = 0;
        var family = new ColumnFamilyHandle(name, rocksdb_create_column_family(this, options, name, ref error));
        Check($"make column family '{name}'", error);
        _families.Add(family);
        return family;
    }

    internal void DropColumnFamily(ColumnFamilyHandle family)
    {
        nint error = 0;
        rocksdb_drop_column_family(this, family.Handle, ref error);
        Check($"drop column family '{family.Name}'", error);
        _families.Remove(family);
        rocksdb_column_family_handle_destroy(family.Handle);
    }

    /// <summary>Reads one value into the writer, which is cleared first; answers whether there is one.</summary>
    internal bool TryGet(ColumnFamilyHandle family, ReadOnlySpan<byte> key, RecordWriter value)
    {
        nint error = 0, slice;
        fixed (byte* k = key) slice = rocksdb_get_pinned_cf(this, _read, family.Handle, k, (nuint)key.Length, ref error);
        Check("get a value", error);
        return TryTake(slice, value);
    }

    /// <summary>Looks up keys that lie one behind the other; per key the answer is one slice, or 0, for <see cref="TryTake"/>.</summary>
    internal void MultiGet(ColumnFamilyHandle family, ReadOnlySpan<byte> keys, ReadOnlySpan<int> ends, bool sorted, Span<nint> slices)
    {
        var count = ends.Length;
        var buffer = stackalloc nint[3 * count];
        var pointers = (byte**)buffer;
        var lengths = (nuint*)(buffer + count);
        var errors = buffer + (2 * count);
        fixed (byte* k = keys)
        fixed (nint* values = slices)
        {
            for (int i = 0, start = 0; i < count; start = ends[i++])
            {
                pointers[i] = k + start;
                lengths[i] = (nuint)(ends[i] - start);
            }

            rocksdb_batched_multi_get_cf(this, _read, family.Handle, (nuint)count, pointers, lengths, values, errors, sorted ? (byte)1 : (byte)0);
        }

        for (var i = 0; i < count; i++) Check("get values", errors[i]);
    }

    /// <summary>Takes what a look-up found, and frees it.</summary>
    internal static bool TryTake(nint slice, RecordWriter value)
    {
        if (slice == 0) return false;
        value.Clear();
        var bytes = rocksdb_pinnableslice_value(slice, out var length);
        value.WriteRaw(new ReadOnlySpan<byte>(bytes, checked((int)length)));
        rocksdb_pinnableslice_destroy(slice);
        return true;
    }

    /// <summary>Applies the batch and clears it.</summary>
    internal void Write(WriteBatch batch)
    {
        if (batch.Count == 0) return;
        nint error = 0;
        rocksdb_write(this, _write, batch, ref error);
        Check("write", error);
        batch.Clear();
    }

    /// <summary>Over many keys, past the block cache.</summary>
    internal Iterator Scan(ColumnFamilyHandle family) => new(this, _scan, family);

    /// <summary>Over a few keys.</summary>
    internal Iterator NewIterator(ColumnFamilyHandle family) => new(this, _read, family);

    /// <summary>Writes all that is in memory to files, and links the files into a new directory: the database as it is now.</summary>
    internal void Checkpoint(string directory)
    {
        nint error = 0;
        var checkpoint = rocksdb_checkpoint_object_create(this, ref error);
        Check("begin a checkpoint", error);
        rocksdb_checkpoint_create(checkpoint, directory, log_size_for_flush: 0, ref error);
        rocksdb_checkpoint_object_destroy(checkpoint);
        Check($"make a checkpoint in '{directory}'", error);
    }

    /// <summary>The table files, by name. They may be moved to a deeper level at any time, never to a higher one.</summary>
    internal IReadOnlyDictionary<string, LiveFile> LiveFiles()
    {
        var files = rocksdb_livefiles(this);
        var found = new Dictionary<string, LiveFile>();
        for (var i = rocksdb_livefiles_count(files) - 1; i >= 0; i--)
        {
            var smallest = rocksdb_livefiles_smallestkey(files, i, out var smallestLength);
            var largest = rocksdb_livefiles_largestkey(files, i, out var largestLength);
            found[Marshal.PtrToStringUTF8(rocksdb_livefiles_name(files, i))!.TrimStart('/')] = new LiveFile(
                Marshal.PtrToStringUTF8(rocksdb_livefiles_column_family_name(files, i))!,
                rocksdb_livefiles_level(files, i),
                new ReadOnlySpan<byte>(smallest, checked((int)smallestLength)).ToArray(),
                new ReadOnlySpan<byte>(largest, checked((int)largestLength)).ToArray());
        }

        rocksdb_livefiles_destroy(files);
        return found;
    }

    internal string? Property(ColumnFamilyHandle family, string name)
    {
        var text = rocksdb_property_value_cf(this, family.Handle, name);
        if (text == 0) return null;
        var value = Marshal.PtrToStringUTF8(text);
        rocksdb_free(text);
        return value;
    }

    internal static void Check(string what, nint error)
    {
        if (error == 0) return;
        var message = Marshal.PtrToStringUTF8(error) ?? "no reason given";
        rocksdb_free(error);
        throw new RocksDbException(what, message);
    }

    protected override bool ReleaseHandle()
    {
        foreach (var family in _families) rocksdb_column_family_handle_destroy(family.Handle);
        if (handle != 0)
        {
            rocksdb_cancel_all_background_work(handle, wait: 1);
            rocksdb_close(handle);
        }

        rocksdb_readoptions_destroy(_read);
        rocksdb_readoptions_destroy(_scan);
        rocksdb_writeoptions_destroy(_write);
        return true;
    }

    private void Open(DbOptions options, string[] names, bool readOnly)
    {
        var added = false;
        options.DangerousAddRef(ref added);
        try
        {
            nint error = 0;
            Span<nint> handles = new nint[names.Length];
            Span<nint> each = new nint[names.Length];
            each.Fill(options.DangerousGetHandle());
            fixed (nint* h = handles, o = each)
            {
                SetHandle(readOnly
                    ? rocksdb_open_for_read_only_column_families(options, Path, names.Length, names, o, h, error_if_wal: 0, ref error)
                    : rocksdb_open_column_families(options, Path, names.Length, names, o, h, ref error));
            }

            Check($"open '{Path}'", error);
            for (var i = 0; i < names.Length; i++) _families.Add(new ColumnFamilyHandle(names[i], handles[i]));
        }
        finally
        {
            options.DangerousRelease();
        }
    }
}

/// <summary>A table file of a database: its column family, level, first and last key.</summary>
internal sealed record LiveFile(string Family, int Level, byte[] Smallest, byte[] Largest);
