namespace ActorStream.Backends.Files.Simulated;

/// <summary>
/// The creations, renames and deletions that no directory sync has made durable yet, oldest first. A power failure keeps or undoes each
/// on its own; a rename never loses both of its names. What a failed sync left behind no later one makes durable: only a newer change does.
/// </summary>
internal sealed class NameChanges
{
    private readonly List<Change> _pending = [];

    internal void Add(SimulatedDirectory directory, string name, object? node)
    {
        directory.Set(name, node);
        _pending.Add(new Change { Target = new Entry(directory, name, node) });
    }

    internal void AddRename(SimulatedDirectory fromDirectory, string from, SimulatedDirectory toDirectory, string to, object node)
    {
        fromDirectory.Set(from, null);
        toDirectory.Set(to, node);
        _pending.Add(new Change { Target = new Entry(toDirectory, to, node), Source = new Entry(fromDirectory, from, null) });
    }

    internal void Sync(SimulatedDirectory directory)
    {
        for (var i = 0; i < _pending.Count; i++)
        {
            if (_pending[i].Forgotten) continue;
            var (target, source) = (_pending[i].Target, _pending[i].Source);
            // An old name that is gone for good needs the new one, whichever of the two directories was synced.
            if (target is not null && (target.Directory == directory || source?.Directory == directory)) MakeDurable(target, i);
            if (source is not null && source.Directory == directory) MakeDurable(source, i);
        }

        _pending.RemoveAll(static change => change is { Target: null, Source: null });
    }

    /// <summary>A sync that failed: processes still see the names, no later sync will write them.</summary>
    internal void Forget(SimulatedDirectory directory)
    {
        foreach (var change in _pending) change.Forgotten |= change.Target?.Directory == directory || change.Source?.Directory == directory;
    }

    internal void LosePower(Random dice)
    {
        foreach (var change in _pending)
        {
            if (dice.Next(2) == 0) continue;
            change.Target?.Apply();
            change.Source?.Apply();
        }

        _pending.Clear();
    }

    /// <summary>Decides an entry, and with it those of the same name up to it: an older one must not come back over it.</summary>
    private void MakeDurable(Entry decided, int index)
    {
        decided.Apply();
        for (var i = 0; i <= index; i++)
        {
            var change = _pending[i];
            if (change.Target is { } target && target.HasNameOf(decided)) change.Target = null;
            if (change.Source is { } source && source.HasNameOf(decided)) change.Source = null;
        }
    }

    private sealed record Entry(SimulatedDirectory Directory, string Name, object? Node)
    {
        internal void Apply() => Directory.SetDurable(Name, Node);

        internal bool HasNameOf(Entry other) => Directory == other.Directory && Name == other.Name;
    }

    /// <summary>One call: the entry it makes, and for a rename the entry it removes; null once decided.</summary>
    private sealed class Change
    {
        internal Entry? Target { get; set; }

        internal Entry? Source { get; set; }

        internal bool Forgotten { get; set; }
    }
}
