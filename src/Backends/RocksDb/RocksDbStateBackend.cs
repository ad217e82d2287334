using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>
/// Keyed state in a RocksDB database of its own, behind a write-back cache; snapshots by hard links to files that never change. Timers stay on the
/// heap: each is looked at soon, and the queue by time would be there in any case.
/// </summary>
internal sealed class RocksDbStateBackend<TKey> : KeyedStateBackend<TKey>
{
    private readonly RocksDbHome _home;
    private readonly HeapMemory _memory;
    private readonly bool _incremental;
    private readonly CacheBudget _budget;
    private readonly DbOptions _options;
    private readonly RocksDbStore _store;
    private readonly StoredKeys<TKey> _keys = new(Codecs.For<TKey>(), KeyHash.For<TKey>());
    private readonly List<IRocksDbState<TKey>> _states = [];
    private readonly List<HeapTimerState<TKey>> _timers = [];
    private readonly WrittenTables _written = new();
    private bool _disposed;

    /// <param name="range">The hashes of the subtask.</param>
    /// <param name="home">Shared by all backends of the job in this process.</param>
    /// <param name="memory">The process's budget for timers.</param>
    /// <param name="incremental">Whether a snapshot may refer to files of the one before.</param>
    /// <exception cref="UnusableTypeException"><typeparamref name="TKey"/> cannot be a key.</exception>
    public RocksDbStateBackend(HashRange range, RocksDbHome home, HeapMemory memory, bool incremental = true)
        : base(range)
    {
        (_home, _memory, _incremental) = (home, memory, incremental);
        _budget = home.Join();
        _options = home.NewOptions();
        _store = new RocksDbStore(() => Open(_home.NewDirectory("db"), [FamilyName.Default]));
    }

    private IEnumerable<IRestorableState<TKey>> All => _states.Concat<IRestorableState<TKey>>(_timers);

    public override void Prefetch(ReadOnlySpan<ulong> hashes, int at)
    {
    }

    public override void Prepare(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes)
    {
        foreach (var state in _states) state.Prepare(keys, hashes);
    }

    public override ValueStore<T> Bind<T>(ValueStateDescriptor<T> state)
    {
        var column = new StoredColumn<TKey, T>(_store, _keys, Codecs.For(state.Serializer), FamilyName.Of(state.Kind, state.Name));
        return Add(new RocksDbValueState<TKey, T>(state.Kind, state.Name, this, new StoredTable<TKey, T>(column, Range, _budget)));
    }

    public override MapStore<TMapKey, T> Bind<TMapKey, T>(MapStateDescriptor<TMapKey, T> state) =>
        MapOf(StateKind.Map, state.Name, new EntryCodec<TMapKey, T>(Codecs.For<TMapKey>(), Codecs.For(state.Serializer)));

    public override ListStore<T> Bind<T>(ListStateDescriptor<T> state) => new RocksDbListState<TKey, T>(
        MapOf(StateKind.List, state.Name, new EntryCodec<long, T>(Codecs.For<long>(), Codecs.For(state.Serializer))));

    public override SliceState<TKey, TAcc> Slices<TAcc>(SliceStateDescriptor<TAcc> state)
    {
        var values = Codecs.For(state.Serializer);
        var family = FamilyName.Of(StateKind.Slice, state.Name);
        return Add(new RocksDbSliceState<TKey, TAcc>(
            state.Name, Range, _budget, slice => new StoredColumn<TKey, TAcc>(_store, _keys, values, family, slice)));
    }

    public override TimerState<TKey> Timers(TimerKind kind)
    {
        var timers = new HeapTimerState<TKey>(kind, Range, _memory, new SnapshotIntervals(isTracked: false), _keys.Codec);
        RequireNew(timers);
        _timers.Add(timers);
        return timers;
    }

    public override KeyCursor<TKey> Keys(StateDescriptor state) => _states.First(one => one.Kind == state.Kind && one.Name == state.Name).Keys();

    public override StateSnapshot BeginSnapshot(long checkpoint, SnapshotBase? on)
    {
        _store.Cut?.Complete();
        _store.Flush();
        var states = new List<SnapshotState>();
        var runs = new List<FrozenRun>();
        foreach (var timers in _timers)
        {
            runs.AddRange(timers.Freeze(since: 0).Select(run => new FrozenRun(states.Count, run.Namespace, run.Entries)));
            states.Add(new SnapshotState(timers.Kind, timers.Name, timers.Schema));
        }

        states.AddRange(_states.Select(state => new SnapshotState(state.Kind, state.Name, state.Schema)));
        var linked = new LinkedFiles(_store.Db, _home.NewDirectory("checkpoint"));
        var cut = new DatabaseCut(_store.Apply, linked.Link);
        foreach (var state in _states) state.Freeze(cut);
        _store.Begin(cut);
        return new RocksDbSnapshot(
            _home, cut, linked, new FrozenState(Range, _keys.Codec.Schema, states, runs, below: []), _written.Of(_incremental ? on?.Part : null), _written);
    }

    public override async ValueTask<RestoreReport> RestoreAsync(KeyedRestore restore, CancellationToken cancellation)
    {
        var report = restore.Same(Range, KeyedFormat.RocksDb) is { } same && await TryAdoptAsync(restore, same, cancellation) is { } adopted
            ? adopted
            : await LoadAsync(restore, cancellation);
        _timers.ForEach(timers => timers.Restored());
        return report;
    }

    public override void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _timers.ForEach(timers => timers.Dispose());
        CompleteCut();
        var directory = _store.Directory;
        _store.Dispose();
        _options.Dispose();
        _home.Leave();
        if (directory is not null) _home.Delete(directory);
    }

    /// <summary>A snapshot may still be written of it.</summary>
    private void CompleteCut()
    {
        try
        {
            _store.Cut?.Complete();
        }
        catch (IOException)
        {
            // The snapshot's writer meets it as well, and says so.
        }
    }

    /// <summary>Goes on with the database of a part, if it is of these states as they are; null if not.</summary>
    private async ValueTask<RestoreReport?> TryAdoptAsync(KeyedRestore restore, KeyedPart part, CancellationToken cancellation)
    {
        IReadOnlyList<SnapshotState> written;
        await using (var rest = await LayeredPartReader.OpenAsync(restore.Storage, RocksDbPartReader.Rest(part), cancellation))
        {
            written = rest.States;
            if (!rest.Key.Matches(_keys.Codec.Schema) || !written.All(IsAsDeclared)) return null;
        }

        var timers = await new EntryRestore<TKey>(Range, _keys.Codec, _keys.Hasher, _timers).RunAsync(
            restore with { Parts = [RocksDbPartReader.Rest(part)] }, cancellation);
        var files = await DatabaseFiles.OpenAsync(restore.Storage, part, cancellation);
        var directory = _home.NewDirectory("db");
        await files.CopyAsync(_home.Disk, directory, static _ => true, cancellation);
        try
        {
            var families = RocksDb.ListColumnFamilies(_options, directory);
            _store.Open(Open(directory, families));
            foreach (var state in _states) state.Opened(families.Contains(FamilyOf(state)));
        }
        catch (RocksDbException error)
        {
            throw files.Corrupt(1, $"its database cannot be opened: {error.Message}", error);
        }

        _written.Add(part, files.Inventory);
        var empty = All.Where(state => !written.Any(one => one.Kind == state.Kind && one.Name == state.Name)).Select(state => state.Name).ToList();
        return new RestoreReport(timers.Entries + _store.EstimateEntries(), timers.BytesRead + files.BytesRead, empty, []) { IsExact = true };
    }

    private bool IsAsDeclared(SnapshotState written) =>
        All.Any(state => state.Kind == written.Kind && state.Name == written.Name && state.Schema.Matches(written.Schema));

    /// <summary>Fills a new database, entry by entry.</summary>
    private async ValueTask<RestoreReport> LoadAsync(KeyedRestore restore, CancellationToken cancellation)
    {
        var report = await new EntryRestore<TKey>(Range, _keys.Codec, _keys.Hasher, [.. All]).RunAsync(restore, cancellation);
        _store.Flush();
        _ = _store.Db; // made here rather than when records wait for it
        return report;
    }

    private RocksDb Open(string directory, IReadOnlyList<string> families) =>
        RocksDb.Open(_options, directory, families.Union(_states.Select(FamilyOf)));

    private static string FamilyOf(IRocksDbState<TKey> state) => FamilyName.Of(state.Kind, state.Name);

    private RocksDbMapState<TKey, TSub, T> MapOf<TSub, T>(StateKind kind, string name, EntryCodec<TSub, T> entries) => Add(new RocksDbMapState<TKey, TSub, T>(
            kind, name, this, new MapColumn<TKey, TSub, T>(_store, _keys, entries, FamilyName.Of(kind, name)), _budget));

    private TState Add<TState>(TState state)
        where TState : IRocksDbState<TKey>
    {
        RequireNew(state);
        _states.Add(state);
        return state;
    }

    private void RequireNew(IRestorableState<TKey> state)
    {
        if (All.Any(other => other.Kind == state.Kind && other.Name == state.Name))
            throw new InvalidOperationException($"{state.Kind} state '{state.Name}' is bound twice. Give each state of an operator its own name.");
    }
}
