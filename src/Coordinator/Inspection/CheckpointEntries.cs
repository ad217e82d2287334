using System.Runtime.CompilerServices;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>Reads the keyed state of a checkpoint entry by entry, of any format, knowing nothing but its schemas.</summary>
internal static class CheckpointEntries
{
    /// <summary>
    /// Gives every entry that is wanted, subtask by subtask, state by state: as it is read, or, of a part that has layers, once those of
    /// one state and slice are merged, in memory.
    /// </summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="isWanted">Which states.</param>
    /// <param name="take">Gets an entry; its bytes are valid during the call.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="SnapshotCorruptException">A file is damaged.</exception>
    internal static async ValueTask ReadAsync(
        StoredCheckpoint checkpoint, Func<StoredState, bool> isWanted, Action<StoredEntry> take, CancellationToken cancellation)
    {
        foreach (var op in checkpoint.Manifest.Operators)
        {
            foreach (var part in op.Subtasks.SelectMany(static subtask => subtask.Keyed))
            {
                await using var reader = await KeyedPartReader.OpenAsync(checkpoint.Storage, part, cancellation);
                await ReadAsync(op, reader, part.Range, isWanted, take, cancellation);
            }
        }
    }

    /// <summary>
    /// Gives the entries of one operator in the order of their hashes, those of a key together, whatever the parallelism it had: some of
    /// the hashes at a time, so that memory does not depend on how many there are.
    /// </summary>
    /// <exception cref="SnapshotCorruptException">A file is damaged.</exception>
    internal static async IAsyncEnumerable<StoredEntry> InOrderAsync(
        StoredCheckpoint checkpoint, OperatorManifest op, Func<StoredState, bool> isWanted,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        const long bytesAtOnce = 32 << 20;
        var parts = op.Subtasks.SelectMany(static subtask => subtask.Keyed).ToList();
        var steps = (int)Math.Clamp(parts.SelectMany(static part => part.Files)
            .Sum(static file => file.Length) / bytesAtOnce, 1, ushort.MaxValue);
        var entries = new List<StoredEntry>();
        for (var step = 0; step < steps; step++)
        {
            entries.Clear();
            var range = HashRange.Of(step, steps);
            foreach (var part in parts.Where(part => part.Range.Overlaps(range)))
            {
                await using var reader = await KeyedPartReader.OpenAsync(checkpoint.Storage, part, cancellation);
                await ReadAsync(op, reader, range, isWanted, entries.Add, cancellation);
            }

            foreach (var entry in StoredEntries.Sort(entries)) yield return entry;
        }
    }

    /// <summary>The states of a checkpoint, whether they have entries or not.</summary>
    internal static async ValueTask<IReadOnlyList<StoredState>> StatesAsync(StoredCheckpoint checkpoint, CancellationToken cancellation)
    {
        var found = new List<StoredState>();
        foreach (var op in checkpoint.Manifest.Operators)
        {
            if (op.Subtasks.SelectMany(static subtask => subtask.Keyed).FirstOrDefault() is not { } part) continue;
            await using var reader = await KeyedPartReader.OpenAsync(checkpoint.Storage, part, cancellation);
            found.AddRange(reader.States.Select(state => new StoredState(op.Uid, state.Kind, state.Name, reader.Key, state.Schema)));
        }

        return found;
    }

    private static async ValueTask ReadAsync(
        OperatorManifest op, KeyedPartReader reader, HashRange range, Func<StoredState, bool> isWanted, Action<StoredEntry> take,
        CancellationToken cancellation)
    {
        var states = reader.States.Select(state => new StoredState(op.Uid, state.Kind, state.Name, reader.Key, state.Schema)).ToList();
        var merge = new Merge(states, isLayered: reader.Part is { Format: KeyedFormat.Layers, Files.Count: > 1 }, take);
        await reader.ReadAsync(range, state => isWanted(states[state]), merge, cancellation);
        merge.Flush();
    }

    /// <summary>Entries of one run at a time. Bytes of a key are its identity: a key is written in one way only.</summary>
    private sealed class Merge(IReadOnlyList<StoredState> states, bool isLayered, Action<StoredEntry> take) : IEntryReceiver
    {
        private readonly SortedDictionary<(ulong Hash, string Key), List<StoredEntry>> _keys = [];
        private (int State, long Namespace) _run;

        public void Put(EntryPlace place, bool mayReplace, RecordReader entry)
        {
            var state = states[place.State];
            var key = Bytes(entry, state.Key);
            var stored = new StoredEntry(state, place.Namespace, place.Hash, key, Bytes(entry, state.Schema));
            if (!isLayered)
            {
                take(stored);
                return;
            }

            Enter(place);
            var id = (place.Hash, Convert.ToHexString(key));
            if (!_keys.TryGetValue(id, out var entries)) _keys.Add(id, entries = []);
            // A collection that changed is written whole, behind its removal.
            if (state.Kind is not (StateKind.Map or StateKind.List)) entries.Clear();
            entries.Add(stored);
        }

        public void Remove(EntryPlace place, RecordReader key)
        {
            Enter(place);
            _keys.Remove((place.Hash, Convert.ToHexString(Bytes(key, states[place.State].Key))));
        }

        internal void Flush()
        {
            foreach (var entry in _keys.Values.SelectMany(static entries => entries)) take(entry);
            _keys.Clear();
        }

        private void Enter(EntryPlace place)
        {
            if (_run == (place.State, place.Namespace)) return;
            Flush();
            _run = (place.State, place.Namespace);
        }

        private static byte[] Bytes(RecordReader reader, Schema schema)
        {
            var start = reader.Position;
            schema.Skip(reader);
            return reader.Since(start).ToArray();
        }
    }
}
