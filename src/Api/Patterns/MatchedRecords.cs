namespace ActorStream;

/// <summary>
/// What partial matches of a key have taken: a tree whose branches lead back to their first record, so that matches which begin alike share
/// it. Each record is kept once, and as long as something leads to it.
/// </summary>
internal sealed class MatchedRecords<T>(
    MapState<long, KeptRecord<T>> records, MapState<long, MatchedNode> nodes, IReadOnlyList<PatternStep<T>> steps)
{
    /// <summary>Where every branch begins.</summary>
    internal const long Root = 0;

    /// <summary>Adds a record that branches may take. It is used once, by the caller, until <see cref="Forget"/>.</summary>
    internal void Add(long id, T record) => records.Set(id, new KeptRecord<T>(record, 1));

    /// <summary>One thing less has the record; what nothing has is removed.</summary>
    internal void Forget(long id)
    {
        var kept = records[id];
        if (kept.Uses > 1)
        {
            records.Set(id, kept with { Uses = kept.Uses - 1 });
        }
        else
        {
            records.Remove(id);
        }
    }

    /// <summary>A branch takes a record. The new node is used once, by the caller.</summary>
    internal void Append(long node, long before, int step, long record)
    {
        nodes.Set(node, new MatchedNode(before, step, record, 1));
        Use(before);
        var kept = records[record];
        records.Set(record, kept with { Uses = kept.Uses + 1 });
    }

    /// <summary>Something more leads to the node.</summary>
    internal void Use(long node)
    {
        if (node != Root)
        {
            var known = nodes[node];
            nodes.Set(node, known with { Uses = known.Uses + 1 });
        }
    }

    /// <summary>One thing less leads to the node; what nothing leads to is forgotten.</summary>
    internal void Release(long node)
    {
        while (node != Root)
        {
            var known = nodes[node];
            if (known.Uses > 1)
            {
                nodes.Set(node, known with { Uses = known.Uses - 1 });
                return;
            }

            nodes.Remove(node);
            Forget(known.Record);
            node = known.Before;
        }
    }

    /// <summary>The step that took a branch's last record.</summary>
    internal int StepOf(long node) => nodes[node].Step;

    /// <summary>What a branch has taken, from its last record to its first.</summary>
    internal IEnumerable<MatchedNode> Branch(long node)
    {
        while (node != Root)
        {
            var known = nodes[node];
            yield return known;
            node = known.Before;
        }
    }

    /// <summary>The same as a user sees it.</summary>
    internal PatternMatch<T> Read(long node) =>
        new([.. Branch(node).Reverse().Select(known => (steps[known.Step].Name, records[known.Record].Record))]);
}

/// <param name="Record">The record.</param>
/// <param name="Uses">Nodes that have it, and whoever handles it.</param>
internal readonly record struct KeptRecord<T>(T Record, int Uses);

/// <param name="Before">The node before it in its branch.</param>
/// <param name="Step">The step that took the record.</param>
/// <param name="Record">The record's id.</param>
/// <param name="Uses">Partial matches and nodes that lead to it.</param>
internal readonly record struct MatchedNode(long Before, int Step, long Record, int Uses);
