using ActorStream.Backends;
using ActorStream.Tests.Engine.Backends.Snapshots;
using ActorStream.Tests.Engine.Backends.State;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.RocksDb;

/// <summary>Snapshots that another thread writes while the owner goes on, with a cache that holds little of the state.</summary>
public sealed class RocksDbCutTests
{
    private const int Keys = 6_000;
    private const int Steps = 20_000;

    private static readonly IKeyHasher<long> Hasher = KeyHash.For<long>();
    private readonly SnapshotFiles _files = new(new MemoryFiles());

    [RocksDbFact]
    public async Task What_is_written_beside_the_owner_is_what_there_was_when_it_began()
    {
        using var home = new TestHome();
        using var backend = home.Open<long>(HashRange.All);
        var states = new States(backend);
        await backend.RestoreAsync(_files.From([]), default);
        SnapshotBase? on = null;
        for (var round = 1; round <= 8; round++)
        {
            var random = new Random(round);
            var expected = states.Model();
            using var snapshot = backend.BeginSnapshot(round, on);
            var name = $"chk-{round}-e1/0.keyed";
            var writing = Task.Run(() => _files.WriteAsync(snapshot, name));
            for (var step = 0; step < Steps; step++) states.Step(random, round);
            on = new SnapshotBase(round, await writing);

            using var restored = home.OpenHeap<long>(HashRange.All);
            var again = new States(restored);
            await restored.RestoreAsync(_files.From([on.Part], round), default);
            Assert.Equal(expected, again.Dump());
        }

        Assert.Equal(states.Model(), states.Dump());
    }

    [RocksDbFact]
    public async Task Map_entries_are_read_while_others_are_written()
    {
        const int read = 50;
        const int written = 3_000;
        const int subs = 20;
        using var home = new TestHome(memory: 64 << 20);
        var (backend, map) = await OpenAsync(home.Open<long>(HashRange.All), []);
        Fill(0, read);
        var on = new SnapshotBase(1, await _files.WriteAsync(backend.BeginSnapshot(1, on: null), "chk-1-e1/0.keyed"));
        backend.Dispose();
        (backend, map) = await OpenAsync(home.Open<long>(HashRange.All), [on.Part]);
        Fill(read, written);
        using var snapshot = backend.BeginSnapshot(2, on);
        var writing = Task.Run(() => _files.WriteAsync(snapshot, "chk-2-e1/0.keyed"));
        for (var key = 0; !writing.IsCompleted; key = (key + 1) % read) AssertMap(key);

        var part = await writing;
        backend.Dispose();
        (backend, map) = await OpenAsync(home.OpenHeap<long>(HashRange.All), [part]);
        for (var key = 0; key < read + written; key++) AssertMap(key);
        backend.Dispose();

        async Task<(KeyedStateBackend<long> Backend, SortedMapState<int, long> Map)> OpenAsync(
            KeyedStateBackend<long> opened, IReadOnlyList<KeyedPart> parts)
        {
            var declared = new StateDeclarations();
            var state = declared.SortedMap<int, long>("map");
            declared.BindTo(opened);
            await opened.RestoreAsync(_files.From(parts, parts.Count), default);
            return (opened, state);
        }

        void Fill(int from, int count)
        {
            for (var key = from; key < from + count; key++)
            {
                backend.SetCurrent(key, Hasher.Hash(key));
                for (var sub = 0; sub < subs; sub++) map[sub] = key;
            }
        }

        void AssertMap(long key)
        {
            backend.SetCurrent(key, Hasher.Hash(key));
            Assert.Equal(Enumerable.Range(0, subs).Select(sub => KeyValuePair.Create(sub, key)), map);
        }
    }

    [RocksDbFact]
    public async Task A_snapshot_outlives_its_backend_and_one_given_up_loses_nothing_of_the_state()
    {
        using var home = new TestHome(memory: 16 << 20);
        var backend = home.Open<long>(HashRange.All);
        var states = new States(backend);
        var random = new Random(1);
        for (var step = 0; step < Steps; step++) states.Step(random, 0);
        backend.BeginSnapshot(1, on: null).Dispose();
        for (var step = 0; step < 100; step++) states.Step(random, 1);
        var expected = states.Model();
        using var snapshot = backend.BeginSnapshot(2, on: null);
        for (var step = 0; step < Steps; step++) states.Step(random, 2);
        backend.Dispose();
        var part = await _files.WriteAsync(snapshot, "chk-2-e1/0.keyed");

        using var restored = home.Open<long>(HashRange.All);
        var again = new States(restored);
        await restored.RestoreAsync(_files.From([part], 2), default);
        Assert.Equal(expected, again.Dump());
    }

    [RocksDbFact]
    public void What_is_newer_than_a_snapshot_is_not_written_before_it()
    {
        using var home = new TestHome();
        using var options = home.Home.NewOptions();
        var directory = home.Home.NewDirectory("db");
        using var store = new RocksDbStore(() => ActorStream.Backends.Native.RocksDb.Open(options, directory, [FamilyName.Default]));
        var family = store.Db.ColumnFamilies[0];
        bool? isNewerThere = null;
        var cut = new DatabaseCut(store.Apply, () => isNewerThere = store.Db.TryGet(family, "key"u8, store.Value));
        store.Begin(cut);
        store.Batch.Changes.Put(family, "key"u8, "newer"u8);
        store.FlushUnlessCut();
        Assert.Null(isNewerThere);
        store.Flush();
        Assert.True(cut.IsDone);
        Assert.False(isNewerThere);
        Assert.True(store.Db.TryGet(family, "key"u8, store.Value));
    }

    /// <summary>State of several kinds, changed by chance, and what should be in it.</summary>
    private sealed class States
    {
        private readonly KeyedStateBackend<long> _backend;
        private readonly ValueState<long> _sum;
        private readonly ValueState<List<int>?> _history;
        private readonly SortedMapState<int, long> _map;
        private readonly StateDeclarations _declared = new();
        private readonly SliceState<long, long> _slices;
        private readonly Dictionary<long, long> _sums = [];
        private readonly Dictionary<long, List<int>> _histories = [];
        private readonly Dictionary<(long Key, int Sub), long> _entries = [];
        private readonly Dictionary<(long Slice, long Key), long> _inSlices = [];

        public States(KeyedStateBackend<long> backend)
        {
            _backend = backend;
            _sum = _declared.Value<long>("sum");
            _history = _declared.Value<List<int>?>("history");
            _map = _declared.SortedMap<int, long>("map");
            _declared.BindTo(backend);
            _slices = backend.Slices(new SliceStateDescriptor<long>("slices"));
        }

        public void Step(Random random, int round)
        {
            var key = random.NextInt64(random.Next(3) == 0 ? Keys : Keys / 50);
            var hash = Hasher.Hash(key);
            _backend.SetCurrent(key, hash);
            switch (random.Next(100))
            {
                case < 40:
                    _sum.Ref += round;
                    _sums[key] = _sums.GetValueOrDefault(key) + round;
                    break;
                case < 45:
                    _sum.Clear();
                    _sums.Remove(key);
                    break;
                case < 60:
                    (_history.Ref ??= []).Add(round);
                    if (!_histories.TryGetValue(key, out var history)) _histories.Add(key, history = []);
                    history.Add(round);
                    break;
                case < 75:
                    var sub = random.Next(20);
                    _map[sub] = round;
                    _entries[(key, sub)] = round;
                    break;
                case < 80:
                    sub = random.Next(20);
                    Assert.Equal(_entries.Remove((key, sub)), _map.Remove(sub));
                    break;
                case < 82:
                    Assert.Equal(EntriesOf(key), _map.Select(entry => (entry.Key, entry.Value)));
                    break;
                case < 83:
                    _map.Clear();
                    foreach (var (gone, _) in EntriesOf(key)) _entries.Remove((key, gone));
                    break;
                case 99 when random.Next(20) == 0:
                    var dropped = random.Next(4);
                    _slices.Drop(dropped);
                    foreach (var entry in _inSlices.Keys.Where(entry => entry.Slice == dropped).ToList()) _inSlices.Remove(entry);
                    break;
                default:
                    var slice = random.Next(4);
                    _slices.GetOrAdd(slice, key, hash, out _) += round;
                    _inSlices[(slice, key)] = _inSlices.GetValueOrDefault((slice, key)) + round;
                    break;
            }
        }

        public List<string> Model() =>
        [
            .. _sums.Select(one => $"sum {one.Key}: {one.Value}")
                .Concat(_histories.Select(one => $"history {one.Key}: {string.Join(",", one.Value)}"))
                .Concat(_entries.Select(one => $"map {one.Key.Key}: {one.Key.Sub} = {one.Value}"))
                .Concat(_inSlices.Select(one => $"slice {one.Key.Slice} {one.Key.Key}: {one.Value}")).Order(StringComparer.Ordinal),
        ];

        public List<string> Dump()
        {
            var lines = new List<string>();
            foreach (var state in _declared.All)
            {
                var keys = _backend.Keys(state);
                while (keys.MoveNext())
                {
                    var key = keys.Key;
                    _backend.SetCurrent(key, Hasher.Hash(key));
                    if (state.Name == "sum") lines.Add($"sum {key}: {_sum.Ref}");
                    else if (state.Name == "history") lines.Add($"history {key}: {string.Join(",", _history.Ref!)}");
                    else lines.AddRange(_map.Select(entry => $"map {key}: {entry.Key} = {entry.Value}"));
                }
            }

            foreach (var slice in _slices.Slices)
            {
                var cursor = _slices.Iterate(slice);
                while (cursor.MoveNext()) lines.Add($"slice {slice} {cursor.Key}: {cursor.Value}");
            }

            lines.Sort(StringComparer.Ordinal);
            return lines;
        }

        private IEnumerable<(int Sub, long Value)> EntriesOf(long key) =>
            _entries.Where(one => one.Key.Key == key).Select(one => (one.Key.Sub, one.Value)).OrderBy(one => one.Sub).ToList();
    }
}
