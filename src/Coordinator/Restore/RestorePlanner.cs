using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// Shares a checkpoint out among the operators, subtasks, enumerators and sinks of a job that may have changed since. Each piece of state
/// goes to its one right owner; a piece without one is an error, never dropped.
/// </summary>
internal sealed class RestorePlanner
{
    private readonly CheckpointManifest _manifest;
    private readonly JobPlan _plan;
    private readonly Dictionary<string, (string Uid, JobVertex Vertex)> _owners;
    private readonly Dictionary<SubtaskId, List<OperatorSnapshot>> _subtasks = [];
    private readonly Dictionary<string, EnumeratorSnapshot> _enumerators = [];
    private readonly Dictionary<string, IReadOnlyList<Committable>> _committables = [];
    private readonly List<string> _problems = [];
    private readonly IReadOnlySet<string> _drop;
    private readonly bool _isOwn;

    private RestorePlanner(CheckpointManifest manifest, JobPlan plan, IReadOnlySet<string> drop, bool isOwn)
    {
        (_manifest, _plan, _drop, _isOwn) = (manifest, plan, drop, isOwn);
        _owners = plan.Vertices
            .SelectMany(vertex => vertex.Uids.SelectMany(uid => Names(uid).Select(name => (name, (uid.Value, vertex)))))
            .ToDictionary(static owner => owner.name, static owner => owner.Item2);
    }

    /// <param name="manifest">What there is.</param>
    /// <param name="plan">Who is there to take it.</param>
    /// <param name="drop">What may be lost: <c>operator/state</c>, or <c>operator</c> for all of it, by its uid then or now.</param>
    /// <param name="isOwn"> Whether the job itself took the checkpoint. Then what it has a place for is never dropped: it may have been
    /// built since the start that dropped what was there before.
    /// </param>
    /// <exception cref="RestoreException">State would be lost; lists all of it.</exception>
    internal static RestorePlan Plan(CheckpointManifest manifest, JobPlan plan, IReadOnlySet<string>? drop = null, bool isOwn = false) =>
        new RestorePlanner(manifest, plan, drop ?? new HashSet<string>(), isOwn).Plan();

    private RestorePlan Plan()
    {
        _problems.AddRange(SharedUids.Problems(_manifest, uid => IsDropped(uid) ? null : _owners.GetValueOrDefault(uid).Uid));
        foreach (var enumerator in _manifest.Enumerators) PlanEnumerator(enumerator);
        foreach (var op in _manifest.Operators) PlanOperator(op);
        if (_problems.Count > 0) throw new RestoreException(_manifest.Attempt.Checkpoint, _problems);
        return new RestorePlan(
            _manifest.Attempt.Checkpoint,
            _subtasks.ToDictionary(static own => own.Key, static own => (IReadOnlyList<OperatorSnapshot>)own.Value),
            _enumerators,
            _committables) { Drop = [.. _drop.Select(ByUidOfNow)] };
    }

    private void PlanEnumerator(EnumeratorSnapshot enumerator)
    {
        if (OwnerOf(enumerator.Uid) is not { } owner || IsDropped(enumerator.Uid)) return;
        if (!_plan.Sources.Values.Any(source => source.Uid == owner.Uid))
        {
            _problems.Add($"'{enumerator.Uid}' was a source there and is none now, so its splits would be lost.");
            return;
        }

        var held = _manifest.Operators.Where(op => op.Uid == enumerator.Uid)
            .SelectMany(static op => ItemsOf(op, StateDistribution.Enumerator)).Select(SplitFormat.Read);
        _enumerators[owner.Uid] = enumerator with { Uid = owner.Uid, Unassigned = [.. held, .. enumerator.Unassigned] };
    }

    private void PlanOperator(OperatorManifest op)
    {
        if (op.IsEmpty && !_owners.ContainsKey(op.Uid)) return; // A sink that was taken away, say, with all committed.
        var found = OwnerOf(op.Uid);
        var committables = ItemsOf(op, StateDistribution.Committables).Select(CommittableFormat.Read)
            .OrderBy(static committable => committable.Checkpoint).ToList();
        if (committables.Count > 0 && !_plan.Sinks.Any(sink => sink.Uid == found?.Uid))
            _problems.Add($"'{op.Uid}' was a sink there and is none now, so {committables.Count} transactions would never be committed.");
        if (found is not { } owner) return;
        if (committables.Count > 0) _committables[owner.Uid] = committables;
        if (IsDropped(op.Uid)) return;
        if (IsSourceOrSink(owner.Uid) && op.Subtasks.Any(static part => part.Keyed.Count > 0 || part.Lists.Any(IsDeclared)))
            _problems.Add($"'{op.Uid}' had state of a function there and is a source or sink now, so that state would be lost.");
        if (ItemsOf(op, StateDistribution.Enumerator).Any() && !_enumerators.ContainsKey(owner.Uid))
            _problems.Add($"'{op.Uid}' has split positions there, but the checkpoint has no enumerator of that uid.");

        for (var index = 0; index < owner.Vertex.Parallelism; index++)
        {
            var (keyed, lists) = (KeyedOf(op, index, owner.Vertex.Parallelism), ListsOf(op, index, owner.Vertex.Parallelism));
            if (keyed.Count == 0 && lists.Count == 0) continue;
            var id = new SubtaskId(owner.Vertex.Index, index);
            if (!_subtasks.TryGetValue(id, out var own)) _subtasks.Add(id, own = []);
            own.Add(new OperatorSnapshot(owner.Uid, keyed, lists));
        }
    }

    private static List<KeyedPart> KeyedOf(OperatorManifest op, int index, int parallelism)
    {
        return [.. RangeCoverage.Of(HashRange.Of(index, parallelism), [.. op.Subtasks.SelectMany(static part => part.Keyed)])];
    }

    private static List<OperatorStateList> ListsOf(OperatorManifest op, int index, int parallelism)
    {
        var lists = new List<OperatorStateList>();
        var all = op.Subtasks.SelectMany(static part => part.Lists.Select(list => (part.Index, List: list)));
        foreach (var same in all.GroupBy(static one => (one.List.Name, one.List.Distribution, SchemaOf(one.List))))
        {
            var items = same.SelectMany(static one => one.List.Items);
            var own = same.Key.Distribution switch
            {
                // As many subtasks as before get back what each had; otherwise the items are dealt out.
                StateDistribution.Split when op.Parallelism == parallelism =>
                    same.Where(one => one.Index == index).SelectMany(static one => one.List.Items),
                StateDistribution.Split => items.Where((_, i) => i % parallelism == index),
                StateDistribution.Union or StateDistribution.Broadcast => items,
                _ => null,
            };
            if (own is not null) lists.Add(same.First().List with { Items = [.. own] });
        }

        return lists;

        static string? SchemaOf(OperatorStateList list) => list.Schema is { } schema ? Convert.ToHexString(schema.Span) : null;
    }

    private (string Uid, JobVertex Vertex)? OwnerOf(string uid)
    {
        if (_owners.TryGetValue(uid, out var owner)) return owner;
        if (IsDropped(uid)) return null;
        _problems.Add(
            $"It has state of '{uid}', and no operator has that uid. If the operator was renamed, say OperatorUid.Of(\"<new uid>\", "
            + "formerly: "
            + $"\"{uid}\"); if it is to be lost, --drop {uid}.");
        return null;
    }

    private bool IsDropped(string uid) => IsDropped(uid, _owners.GetValueOrDefault(uid).Uid, _drop, _isOwn);

    /// <summary>Whether all state of an operator is dropped, which has another uid now, the same, or null: none.</summary>
    internal static bool IsDropped(string uid, string? now, IReadOnlySet<string> drop, bool isOwn) =>
        (drop.Contains(uid) && !(isOwn && uid == now)) || (now is not null && !isOwn && drop.Contains(now));

    private string ByUidOfNow(string state)
    {
        var slash = state.IndexOf('/', StringComparison.Ordinal) is >= 0 and var found ? found : state.Length;
        return _owners.TryGetValue(state[..slash], out var owner) ? owner.Uid + state[slash..] : state;
    }

    private bool IsSourceOrSink(string uid) =>
        _plan.Sources.Values.Any(source => source.Uid == uid) || _plan.Sinks.Any(sink => sink.Uid == uid);

    private static bool IsDeclared(OperatorStateList list) => list.Schema is not null && list.Items.Count > 0;

    private static IEnumerable<ReadOnlyMemory<byte>> ItemsOf(OperatorManifest op, StateDistribution distribution) =>
        op.Subtasks.SelectMany(static part => part.Lists).Where(list => list.Distribution == distribution)
            .SelectMany(static list => list.Items);

    private static IEnumerable<string> Names(OperatorUid uid) => uid.Formerly is { } formerly ? [uid.Value, formerly] : [uid.Value];
}
