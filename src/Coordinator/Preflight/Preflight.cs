using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// Compares a job with what it is to be started from, before anything is started or touched: a look at catalogs and schemas, which reads
/// no entries.
/// </summary>
internal sealed class Preflight
{
    private readonly JobPlan _plan;
    private readonly StoredCheckpoint _stored;
    private readonly IReadOnlySet<string> _drop;
    private readonly bool _isOwn;
    private readonly PortContext _ports;
    private readonly DeclaredStates _declared;
    private readonly Dictionary<string, string> _uids;
    private readonly List<PreflightRow> _rows = [];
    private readonly List<PreflightSource> _sources = [];

    private Preflight(
        JobPlan plan, StoredCheckpoint stored, IEnumerable<string> drop, bool isOwn, PortContext ports, DeclaredStates declared)
    {
        (_plan, _stored, _drop, _isOwn, _ports, _declared) = (plan, stored, drop.ToHashSet(), isOwn, ports, declared);
        var uids = plan.Vertices.SelectMany(static vertex => vertex.Uids).ToList();
        _uids = uids.Select(static uid => (uid.Value, uid.Value))
            .Concat(uids.Where(static uid => uid.Formerly is not null).Select(static uid => (uid.Formerly!, uid.Value)))
            .DistinctBy(static pair => pair.Item1).ToDictionary();
    }

    /// <summary>Checks a start from a savepoint or checkpoint of another job.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="from">What it is to start from.</param>
    /// <param name="ports">What its sources are called with, to find their splits.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="IOException">There is nothing to start from, or it is damaged.</exception>
    internal static async ValueTask<PreflightReport> CheckAsync(
        JobPlan plan, RestoreSource from, PortContext ports, CancellationToken cancellation) =>
        await CheckAsync(plan, await StoredCheckpoint.OpenAsync(ports.Files, from.Directory, cancellation), from.Drop, isOwn: false, ports,
            cancellation);

    /// <summary>Checks a start from an opened one: a job's own newest checkpoint, say.</summary>
    internal static async ValueTask<PreflightReport> CheckAsync(
        JobPlan plan, StoredCheckpoint stored, IEnumerable<string> drop, bool isOwn, PortContext ports, CancellationToken cancellation)
    {
        using var declared = DeclaredStates.Of(plan.Graph);
        return await new Preflight(plan, stored, drop, isOwn, ports, declared).CheckAsync(cancellation);
    }

    private async ValueTask<PreflightReport> CheckAsync(CancellationToken cancellation)
    {
        foreach (var op in _stored.Manifest.Operators) await CheckOperatorAsync(op, cancellation);
        foreach (var source in _plan.Sources.Values) await CheckSourceAsync(source, cancellation);
        AddMissingSources();
        AddNew();
        return new PreflightReport(
            _stored.Storage.Root, _stored.Manifest.Attempt.Checkpoint, _rows, _sources, [.. Problems()]);
    }

    private IEnumerable<string> Problems()
    {
        if (_stored.Manifest.IsDrained && _declared.HasEventTime)
        {
            yield return "The job was drained before it: all windows have fired, also those that were not over, and event time is at its end, "
                + "so whatever is read from there on would be late. Start from a savepoint or checkpoint from before. A job that is to go "
                + "on later is stopped and not drained: its windows stay open.";
        }

        foreach (var shared in SharedUids.Problems(_stored.Manifest, uid => IsDropped(uid) ? null : UidOf(uid))) yield return shared;

        var prepared = _stored.Manifest.Operators.Where(static op => CommittablesOf(op) > 0);
        foreach (var sink in prepared.Where(op => _plan.Sinks.All(sink => sink.Uid != UidOf(op.Uid))))
        {
            yield return $"'{sink.Uid}' was a sink and is none now, "
                + $"and {CommittablesOf(sink)} transactions of it are not known to be committed: "
                + "start the old job once, or take a savepoint, which has none.";
        }
    }

    // ---- operators

    private async ValueTask CheckOperatorAsync(OperatorManifest op, CancellationToken cancellation)
    {
        var written = await WrittenAsync(op, cancellation);
        if (_stored.Manifest.Enumerators.Any(source => source.Uid == op.Uid) && written.Count == 0) return;
        if (UidOf(op.Uid) is not { } uid)
        {
            if (op.IsEmpty) return;
            AddDropped(
                op.Uid, op.Uid, "", written.Count == 0 ? null : string.Join(", ", written.Select(static state => state.Text)),
                $"No operator has this uid. If it was renamed, say OperatorUid.Of(\"<new uid>\", formerly: \"{op.Uid}\")");
            return;
        }

        var declared = _declared.Find(uid);
        foreach (var state in written) CheckState(op.Uid, uid, state, declared);
        if (declared?.Key is { } key && written.Find(static state => state.Key is not null) is { Key: { } was } && !was.Matches(key))
        {
            _rows.Add(new PreflightRow(uid, "", $"key {was.Text}", $"key {key.Text}", PreflightVerdict.Incompatible,
                "Another key belongs to other subtasks: keep its type, or give the operator another uid and drop the state of this one."));
        }
    }

    private void CheckState(string formerUid, string uid, WrittenState written, DeclaredOperator? declared)
    {
        var state = declared?.States.FirstOrDefault(state => state.Name == written.Name && state.Kind == written.Kind);
        if (declared is null || (state is null && !declared.IsComplete))
        {
            _rows.Add(IsDropped(formerUid, written.Name)
                ? new PreflightRow(uid, written.Name, written.Text, null, PreflightVerdict.Dropped)
                : new PreflightRow(
                    uid, written.Name, written.Text, null, PreflightVerdict.Maps,
                    "The operator keeps it itself, and checks it when it opens."));
        }
        else if (IsDropped(formerUid) || state is null)
        {
            if (written.HasEntries) AddDropped(formerUid, uid, written.Name, written.Text, "The operator does not declare it");
        }
        else
        {
            _rows.Add(Compare(formerUid, uid, written, state));
        }
    }

    private PreflightRow Compare(string formerUid, string uid, WrittenState written, DeclaredState state)
    {
        var now = $"{state.Kind} {state.Schema.Text}";
        if (written.Schema.Matches(state.Schema)) return new PreflightRow(uid, state.Name, written.Text, now, PreflightVerdict.Maps);
        try
        {
            state.Fit(written.Schema);
            return new PreflightRow(uid, state.Name, written.Text, now, PreflightVerdict.Converted);
        }
        catch (StateRestoreException error)
        {
            return IsDropped(formerUid, state.Name)
                ? new PreflightRow(
                    uid, state.Name, written.Text, now, PreflightVerdict.Dropped, "It cannot be read as what it is now, and begins empty.")
                : new PreflightRow(uid, state.Name, written.Text, now, PreflightVerdict.Incompatible, error.Message);
        }
    }

    private void AddDropped(string formerUid, string uid, string state, string? was, string why)
    {
        var isAllowed = IsDropped(formerUid, state) || IsDropped(uid, state);
        var name = state.Length == 0 ? formerUid : $"{formerUid}/{state}";
        var what = isAllowed ? null : $"{why}; if it is to be lost, --drop {name}.";
        _rows.Add(new PreflightRow(uid, state, was, null, PreflightVerdict.Dropped, what)
        {
            IsAllowed = isAllowed,
        });
    }

    private void AddNew()
    {
        var known = _rows.Select(static row => (row.Operator, row.State)).ToHashSet();
        foreach (var uid in _plan.Vertices.SelectMany(static vertex => vertex.Uids))
        {
            foreach (var state in _declared.Find(uid.Value) is { IsComplete: true } declared ? declared.States : [])
            {
                if (!known.Contains((uid.Value, state.Name)))
                    _rows.Add(new PreflightRow(uid.Value, state.Name, null, $"{state.Kind} {state.Schema.Text}", PreflightVerdict.New));
            }
        }
    }

    /// <summary>The states of an operator, over all parts: each once, by name and schema.</summary>
    private async ValueTask<List<WrittenState>> WrittenAsync(OperatorManifest op, CancellationToken cancellation)
    {
        var found = new List<WrittenState>();
        foreach (var part in op.Subtasks.SelectMany(static subtask => subtask.Keyed))
        {
            await using var reader = await KeyedPartReader.OpenAsync(_stored.Storage, part, cancellation);
            for (var i = 0; i < reader.States.Count; i++)
            {
                var state = reader.States[i];
                if (state.Kind != StateKind.Timer)
                    found.Add(new WrittenState(state.Kind, state.Name, state.Schema, reader.Key, reader.HasEntries(i)));
            }
        }

        foreach (var list in op.Subtasks.SelectMany(static subtask => subtask.Lists).Where(static list => list.Schema is not null))
        {
            var schema = SchemaFormat.Read(new RecordReader(list.Schema!.Value));
            found.Add(new WrittenState(KindOf(list.Distribution), list.Name, schema, null, list.Items.Count > 0));
        }

        return [.. found.GroupBy(static state => (state.Kind, state.Name, state.Schema.Text))
            .Select(static same => same.First() with { HasEntries = same.Any(static one => one.HasEntries) })];
    }

    private static StateKind KindOf(StateDistribution distribution) => distribution switch
    {
        StateDistribution.Union => StateKind.OperatorUnion,
        StateDistribution.Broadcast => StateKind.Broadcast,
        _ => StateKind.OperatorList,
    };

    // ---- sources

    private async ValueTask CheckSourceAsync(ISourcePort source, CancellationToken cancellation)
    {
        var before = _stored.Manifest.Enumerators.FirstOrDefault(one => UidOf(one.Uid) == source.Uid && !IsDropped(one.Uid));
        IReadOnlyList<SplitState> found;
        try
        {
            found = await source.DiscoverAsync(before?.Seen.ToHashSet() ?? [], _ports, cancellation);
        }
        catch (IOException error)
        {
            _sources.Add(new PreflightSource(source.Uid, PreflightVerdict.Incompatible, 0, 0, 0, error.Message));
            return;
        }

        if (before is null)
        {
            _sources.Add(new PreflightSource(source.Uid, PreflightVerdict.New, 0, 0, found.Count, "It reads from the beginning."));
            return;
        }

        var held = _stored.Manifest.Operators.Where(op => op.Uid == before.Uid)
            .SelectMany(static op => op.Subtasks).SelectMany(static part => part.Lists)
                .Where(static list => list.Distribution == StateDistribution.Enumerator).Sum(static list => list.Items.Count);
        var left = held + before.Unassigned.Count;
        _sources.Add(new PreflightSource(
            source.Uid, PreflightVerdict.Maps, left, before.Seen.Count - left, found.Count,
            before.Complete && source.IsBounded && found.Count > 0
                ? "All of its input was known then: what it finds now besides is not read."
                : null));
    }

    private void AddMissingSources()
    {
        foreach (var gone in _stored.Manifest.Enumerators.Where(one => _plan.Sources.Values.All(source => source.Uid != UidOf(one.Uid))))
        {
            var isAllowed = IsDropped(gone.Uid);
            _sources.Add(new PreflightSource(
                gone.Uid, PreflightVerdict.Dropped, gone.Unassigned.Count, 0, 0,
                isAllowed ? null
                : $"No source has this uid, so its positions would be lost. If it was renamed, say OperatorUid.Of(\"<new uid>\", formerly: "
                    + $"\"{gone.Uid}\"); if they are to be lost, --drop {gone.Uid}.") { IsAllowed = isAllowed });
        }
    }

    private string? UidOf(string written) => _uids.GetValueOrDefault(written);

    /// <summary>Whether all of an operator's state is let go, whether the job has a place for it or not.</summary>
    private bool IsDropped(string uid) => RestorePlanner.IsDropped(uid, UidOf(uid), _drop, _isOwn);

    /// <summary>Whether a state may be let go that the job has no place for, or cannot read.</summary>
    private bool IsDropped(string uid, string state) =>
        new[] { uid, UidOf(uid) ?? uid }.Any(name => _drop.Contains(name) || _drop.Contains($"{name}/{state}"));

    private static int CommittablesOf(OperatorManifest op) => op.Subtasks.SelectMany(static part => part.Lists)
        .Where(static list => list.Distribution == StateDistribution.Committables).Sum(static list => list.Items.Count);

    private sealed record WrittenState(StateKind Kind, string Name, Schema Schema, Schema? Key, bool HasEntries)
    {
        internal string Text => $"{Kind} {Schema.Text}";
    }
}
