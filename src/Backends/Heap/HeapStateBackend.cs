namespace ActorStream.Backends;

/// <summary>Keyed state in memory, on paged tables; snapshots by copy-on-write.</summary>
internal sealed class HeapStateBackend<TKey> : KeyedStateBackend<TKey>
{
    /// <summary>Layers at which a snapshot is whole again: a restore reads them all.</summary>
    private const int MostLayers = 10;

    private readonly HeapMemory _memory;
    private readonly SnapshotIntervals _intervals;
    private readonly Codec<TKey> _keys = Codecs.For<TKey>();
    private readonly IKeyHasher<TKey> _hasher = KeyHash.For<TKey>();
    private readonly List<IHeapState<TKey>> _states = [];
    private Action<ReadOnlySpan<ulong>, int, bool>[] _prefetches = [];
    private bool _isJustRestored;

    /// <param name="range">The hashes of the subtask.</param>
    /// <param name="memory">The process's budget.</param>
    /// <param name="incremental">Whether a snapshot may say only what changed.</param>
    /// <exception cref="UnusableTypeException"><typeparamref name="TKey"/> cannot be a key.</exception>
    public HeapStateBackend(HashRange range, HeapMemory memory, bool incremental = true)
        : base(range)
    {
        _memory = memory;
        _intervals = new SnapshotIntervals(incremental);
    }

    /// <summary>What is bound, as a restore sees it.</summary>
    public IReadOnlyList<IRestorableState<TKey>> States => _states;

    public override bool IsInMemory => true;

    public override void Prefetch(ReadOnlySpan<ulong> hashes, int at)
    {
        foreach (var prefetch in _prefetches)
        {
            prefetch(hashes, at, at == 0);
        }
    }

    public override ValueStore<T> Bind<T>(ValueStateDescriptor<T> state)
    {
        var values = Codecs.For(state.Serializer);
        var table = ValueTable<TKey, T>.Create(Range, _memory, _intervals, _keys, values);
        _prefetches = [.. _prefetches, table.Prefetch];
        return Add(new HeapValueState<TKey, T>(state.Kind, state.Name, this, table, values));
    }

    public override MapStore<TMapKey, T> Bind<TMapKey, T>(MapStateDescriptor<TMapKey, T> state) =>
        Add(new HeapMapState<TKey, TMapKey, T>(StateKind.Map, state.Name, this, TableOf<TMapKey, T>(state.Serializer)));

    public override ListStore<T> Bind<T>(ListStateDescriptor<T> state)
    {
        var elements = new HeapMapState<TKey, long, T>(StateKind.List, state.Name, this, TableOf<long, T>(state.Serializer));
        Add(elements);
        return new HeapListStore<TKey, T>(elements);
    }

    public override SliceState<TKey, TAcc> Slices<TAcc>(SliceStateDescriptor<TAcc> state)
    {
        var slices = new HeapSliceState<TKey, TAcc>(state.Name, Range, _memory, _intervals, _keys, Codecs.For(state.Serializer));
        return Add(slices);
    }

    public override TimerState<TKey> Timers(TimerKind kind) => Add(new HeapTimerState<TKey>(kind, Range, _memory, _intervals, _keys));

    public override KeyCursor<TKey> Keys(StateDescriptor state) => _states.First(one => one.Kind == state.Kind && one.Name == state.Name).Keys();

    public override StateSnapshot BeginSnapshot(long checkpoint, SnapshotBase? on)
    {
        var isChange = on is not null && _intervals.TryConfirm(on.Checkpoint) && _intervals.IsTracked && IsWorthKeeping(on.Part.Files, _isJustRestored);
        _isJustRestored = false;
        var states = new List<SnapshotState>();
        var runs = new List<FrozenRun>();
        foreach (var state in _states)
        {
            runs.AddRange(state.Freeze(isChange ? _intervals.Confirmed : 0).Select(run => new FrozenRun(states.Count, run.Namespace, run.Entries)));
            states.Add(new SnapshotState(state.Kind, state.Name, state.Schema));
        }

        _intervals.Close(checkpoint);
        return new FrozenState(Range, _keys.Schema, states, runs, runs.Exists(run => run.Entries.IsChange) ? on!.Part.Files : []);
    }

    public override async ValueTask<RestoreReport> RestoreAsync(KeyedRestore restore, CancellationToken cancellation)
    {
        var report = await new EntryRestore<TKey>(Range, _keys, _hasher, _states).RunAsync(restore, cancellation);
        _states.ForEach(state => state.Restored());
        if (report.IsExact && restore.Same(Range, KeyedFormat.Layers) is not null)
        {
            // As if it had been taken here: what is written from now on is a change to it.
            BeginSnapshot(restore.Checkpoint, on: null).Dispose();
            _isJustRestored = true;
        }

        return report;
    }

    public override void Dispose()
    {
        _states.ForEach(state => state.Dispose());
        _states.Clear();
        _prefetches = [];
    }

    private CollectionTable<TKey, TSub, T> TableOf<TSub, T>(ISerializer<T>? values)
    {
        var entries = new EntryCodec<TSub, T>(Codecs.For<TSub>(), Codecs.For(values));
        var table = new CollectionTable<TKey, TSub, T>(Range, _memory, _intervals, _keys, entries);
        _prefetches = [.. _prefetches, table.Prefetch];
        return table;
    }

    /// <summary>
    /// Layers are kept while they are few, and what changed is less than half of what there was. Behind a restore they may be twice as many: the job is late
    /// already, and everything is written again by the snapshot after that.
    /// </summary>
    private static bool IsWorthKeeping(IReadOnlyList<SnapshotFile> layers, bool isLate)
    {
        var times = isLate ? 2 : 1;
        return layers.Count < MostLayers * times && layers.Skip(1).Sum(layer => layer.Length) <= layers[0].Length / 2 * times;
    }

    private TState Add<TState>(TState state)
        where TState : IHeapState<TKey>
    {
        if (_states.Exists(other => other.Kind == state.Kind && other.Name == state.Name))
        {
            throw new InvalidOperationException($"{state.Kind} state '{state.Name}' is bound twice. Give each state of an operator its own name.");
        }

        _states.Add(state);
        return state;
    }
}
