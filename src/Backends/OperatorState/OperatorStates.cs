namespace ActorStream.Backends;

/// <summary>
/// The operator state of one operator in one subtask: what its function declared, opened empty, filled by a restore, written at each
/// snapshot. Used on the actor's thread, but for the restore.
/// </summary>
internal sealed class OperatorStates : IOperatorStateBinder
{
    private readonly string _uid;
    private readonly bool _isFirst;
    private readonly List<StoredList> _lists = [];

    /// <param name="uid">The operator.</param>
    /// <param name="declared">Of its function.</param>
    /// <param name="subtask">Index of the subtask.</param>
    internal OperatorStates(string uid, StateDeclarations declared, int subtask)
    {
        (_uid, _isFirst) = (uid, subtask == 0);
        declared.BindTo(this);
    }

    public void Bind<T>(OperatorListState<T> state)
    {
        state.Open();
        var distribution = state.Descriptor.Redistribution == Redistribution.Union ? StateDistribution.Union : StateDistribution.Split;
        _lists.Add(new StoredList<T>(state.Name, distribution, Codecs.For(state.Descriptor.Serializer), state, state.Add));
    }

    public void Bind<TMapKey, T>(BroadcastState<TMapKey, T> state)
        where TMapKey : notnull
    {
        state.Open();
        var codec = new EntryCodec<TMapKey, T>(Codecs.For<TMapKey>(), Codecs.For(state.Descriptor.Serializer));
        _lists.Add(new StoredList<KeyValuePair<TMapKey, T>>(
            state.Name, StateDistribution.Broadcast, codec, state, entry => state.Entries[entry.Key] = entry.Value));
    }

    /// <summary>Fills the states from what a checkpoint gives this subtask; the engine's own lists are passed over.</summary>
    /// <param name="lists">Of this operator.</param>
    /// <param name="mayDrop">Names of states that may be there and no longer be declared.</param>
    /// <exception cref="StateRestoreException">What is there does not fit what is declared.</exception>
    internal void Restore(IEnumerable<OperatorStateList> lists, IReadOnlySet<string> mayDrop)
    {
        var unknown = new List<string>();
        foreach (var list in lists.Where(static list => list.Schema is not null))
        {
            if (_lists.Find(one => one.Name == list.Name) is { } declared)
            {
                Read(declared, list, mayDrop);
            }
            else if (list.Items.Count > 0 && !mayDrop.Allows(list.Name))
            {
                unknown.Add($"'{list.Name}'");
            }
        }

        if (unknown.Count > 0)
        {
            throw new StateRestoreException(
                $"The checkpoint holds operator state {string.Join(" and ", unknown)} of operator '{_uid}', which does not declare it. Declare it, "
                + "or drop it by name.");
        }
    }

    private void Read(StoredList declared, OperatorStateList list, IReadOnlySet<string> mayDrop)
    {
        try
        {
            declared.Read(list, $"{_uid}/{list.Name}");
        }
        catch (StateRestoreException) when (mayDrop.Allows(list.Name))
        {
            // It begins empty.
        }
    }

    /// <summary>
    /// All of it as it is now. Broadcast state is written by the first subtask alone: barriers are aligned, so at this moment every
    /// subtask has handled the same broadcast records, and nothing else changes it.
    /// </summary>
    /// <param name="limit">Bytes that the items may take together.</param>
    /// <exception cref="OperatorStateLimitException">They take more.</exception>
    internal IReadOnlyList<OperatorStateList> Snapshot(long limit)
    {
        var lists = new List<OperatorStateList>();
        var left = limit;
        foreach (var state in _lists.Where(one => _isFirst || one.Distribution != StateDistribution.Broadcast))
        {
            lists.Add(state.Write(ref left));
            if (left < 0)
            {
                throw new OperatorStateLimitException(_uid, state.Name, limit);
            }
        }

        return lists;
    }
}

/// <summary>Operator state takes more than a manifest is made for.</summary>
internal sealed class OperatorStateLimitException(string uid, string state, long limit) : Exception(
    $"The operator state of '{uid}' takes more than {limit} bytes in this subtask (state.operator-state-limit), with '{state}' the limit was passed. "
    + "Keep less of it, keep it by key, or raise the limit: it lies in memory and in the manifest of every checkpoint.");
