using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>What is to be said of one operator's state in a savepoint that is written by hand.</summary>
internal sealed class EditedOperator(string uid)
{
    private readonly Dictionary<(StateKind Kind, string Name), (Schema Schema, List<StoredEntry> Entries)> _keyed = [];
    private readonly Dictionary<string, OperatorStateList> _lists = [];
    private readonly HashSet<string> _without = [];

    internal string Uid { get; } = uid;

    /// <summary>What it is called from now on.</summary>
    internal string NewUid { get; set; } = uid;

    /// <summary>Nothing of what there was stays, source positions included.</summary>
    internal bool StartsEmpty { get; set; }

    /// <summary>Schema of the keys that states were given with; null if none was.</summary>
    internal Schema? Key { get; private set; }

    /// <summary>Whether nothing but its name changes.</summary>
    internal bool KeepsState => !StartsEmpty && _keyed.Count == 0 && _lists.Count == 0 && _without.Count == 0;

    internal void Put(StateKind kind, string name, Schema key, Schema schema, List<StoredEntry> entries)
    {
        if (Key is { } other && !other.Matches(key))
            throw new ArgumentException(
                $"Operator '{Uid}' has states with keys {other.Text} and {key.Text}: an operator has one type of key.");
        Replace(name);
        Key = key;
        _keyed.Add((kind, name), (schema, entries));
    }

    internal void Put(OperatorStateList list)
    {
        Replace(list.Name);
        _lists.Add(list.Name, list);
    }

    /// <summary>The state is gone unless it is put again.</summary>
    internal void Remove(string name)
    {
        Replace(name);
        _without.Add(name);
    }

    /// <summary>The operator as it is to be, and the states of its file; null if it has no keyed state.</summary>
    internal async ValueTask<(IReadOnlyList<OperatorStateList> Lists, KeyedContent? Keyed)> MergeAsync(
        StoredCheckpoint? from, OperatorManifest? op, CancellationToken cancellation)
    {
        var lists = op is null || StartsEmpty ? [] : op.Subtasks.SelectMany(static part => part.Lists)
            .Where(list => list.Schema is null || !IsReplaced(list.Name)).ToList();
        lists.AddRange(_lists.Values);
        var content = new KeyedContent();
        if (op is not null && !StartsEmpty)
        {
            await foreach (var entry in CheckpointEntries.InOrderAsync(from!, op, state => !IsReplaced(state.Name), cancellation))
            {
                if (Key is { } key && !key.Matches(entry.State.Key))
                    throw new ArgumentException(
                        $"The keys of operator '{Uid}' are {entry.State.Key.Text} in the savepoint, and {key.Text} were given.");
                content.Add(entry);
            }
        }

        foreach (var ((kind, name), (schema, entries)) in _keyed)
        {
            content.Declare(new StoredState(Uid, kind, name, Key!, schema));
            foreach (var entry in StoredEntries.Sort(entries)) content.Add(entry);
        }

        return (lists, content.States.Count == 0 ? null : content);
    }

    private bool IsReplaced(string name) =>
        _without.Contains(name) || _lists.ContainsKey(name) || _keyed.Keys.Any(state => state.Name == name);

    private void Replace(string name)
    {
        _without.Remove(name);
        _lists.Remove(name);
        foreach (var state in _keyed.Keys.Where(state => state.Name == name).ToList()) _keyed.Remove(state);
    }
}

/// <summary>The keyed state of one operator, in memory.</summary>
internal sealed class KeyedContent
{
    private readonly SortedDictionary<(int State, long Namespace), List<StoredEntry>> _runs = [];

    internal List<StoredState> States { get; } = [];

    /// <summary>A state, even if it has no entries.</summary>
    internal int Declare(StoredState state)
    {
        var index = States.FindIndex(one => one.Kind == state.Kind && one.Name == state.Name);
        if (index >= 0) return index;
        States.Add(state);
        return States.Count - 1;
    }

    internal void Add(in StoredEntry entry)
    {
        var run = (Declare(entry.State), entry.Namespace);
        if (!_runs.TryGetValue(run, out var entries)) _runs.Add(run, entries = []);
        entries.Add(entry);
    }

    /// <summary>Writes it as one file.</summary>
    internal ValueTask WriteAsync(SnapshotOutput output, CancellationToken cancellation) => SnapshotWriter.WriteAsync(
        output, compresses: false, HashRange.All, States[0].Key,
        [.. States.Select(static state => new SnapshotState(state.Kind, state.Name, state.Schema))],
        [.. _runs.Select(static run => new FrozenRun(run.Key.State, run.Key.Namespace, new StoredEntries(run.Value)))], cancellation);
}
