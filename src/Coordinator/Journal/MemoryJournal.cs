using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// A journal in memory, which outlives the coordinators that use it one after the other. For simulations, and for jobs that need not
/// outlive their process.
/// </summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly List<JournalEntry> _entries = [];
    private JournalEntry? _undecided;
    private bool _undecidedIsKept;

    /// <summary>Decides what becomes of an append that is not fenced.</summary>
    internal Func<JournalEntry, AppendFate> Fate { get; set; } = static _ => AppendFate.Appended;

    /// <summary>Awaited before each call takes effect: a scheduling point.</summary>
    internal Func<ValueTask> BeforeCall { get; set; } = static () => default;

    /// <summary>What is decided.</summary>
    internal IReadOnlyList<JournalEntry> Entries => _entries;

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(CancellationToken cancellation = default)
    {
        await BeforeCall();
        return _undecidedIsKept ? [.. _entries, _undecided!] : [.. _entries];
    }

    public async ValueTask<IReadOnlyList<JournalEntry>> RecoverAsync(CancellationToken cancellation = default)
    {
        await BeforeCall();
        if (_undecidedIsKept) _entries.Add(_undecided!);
        (_undecided, _undecidedIsKept) = (null, false);
        return [.. _entries];
    }

    public async ValueTask<AppendResult> AppendAsync(JournalEntry entry, CancellationToken cancellation = default)
    {
        await BeforeCall();
        if (!JournalEnd.Of(_entries).Admits(entry)) return new(AppendOutcome.Fenced);
        if (_undecided is not null && _undecided != entry)
            throw new InvariantViolatedException($"Entry {entry} cannot be appended while the outcome of {_undecided} is unknown.");
        var fate = Fate(entry);
        if (fate != AppendFate.Appended)
        {
            _undecided = entry;
            _undecidedIsKept |= fate == AppendFate.KeptAndUnknown;
            return new(AppendOutcome.Unknown, new IOException("The simulated sync failed."));
        }

        (_undecided, _undecidedIsKept) = (null, false);
        _entries.Add(entry);
        return new(AppendOutcome.Appended);
    }

    public async ValueTask CompactAsync(Func<JournalEntry, bool> isNeeded, CancellationToken cancellation = default)
    {
        await BeforeCall();
        if (_undecided is not null || _entries.Count == 0) return;
        var last = _entries[^1];
        _entries.RemoveAll(entry => entry != last && !isNeeded(entry));
    }

    public ValueTask DisposeAsync() => default;
}

/// <summary>What becomes of an append in memory.</summary>
internal enum AppendFate
{
    /// <summary>It is decided.</summary>
    Appended,

    /// <summary>Its writer does not learn the outcome; a recovery finds it.</summary>
    KeptAndUnknown,

    /// <summary>Its writer does not learn the outcome; a recovery does not find it.</summary>
    LostAndUnknown,
}
