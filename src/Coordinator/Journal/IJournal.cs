using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// The coordinator's durable memory: a list of decisions that only grows, each in its place for good.
/// </summary>
/// <remarks>
/// <para><b>Unknown.</b> An append whose sync failed may be durable or not, and nobody can tell. Until it is decided only the same
/// entry may be tried again; to act on either outcome before that could undo what a later reader finds. A recovery decides it: what it
/// answers is durable, what it does not answer never happened.</para>
/// <para><b>Threading.</b> One call at a time, from effects: calls block on the disk.</para>
/// </remarks>
internal interface IJournal : IAsyncDisposable
{
    /// <summary>Reads what a recovery would answer, changing nothing.</summary>
    /// <exception cref="JournalCorruptException">A record that must be there cannot be read.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Reads what was decided so far, and makes it durable (again) before it answers: what a page cache shows may yet be lost. Called
    /// before anything else, and again after an outcome that the caller does not want to wait for.
    /// </summary>
    /// <exception cref="JournalCorruptException">A record that must be there cannot be read.</exception>
    /// <exception cref="IOException">The disk refused; nothing is decided, try again.</exception>
    ValueTask<IReadOnlyList<JournalEntry>> RecoverAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Adds an entry if its sequence number is the next and its term not over. A cancelled call has not begun.
    /// </summary>
    /// <exception cref="InvariantViolatedException">Another entry than the undecided one: a bug in the caller.</exception>
    ValueTask<AppendResult> AppendAsync(JournalEntry entry, CancellationToken cancellation = default);

    /// <summary>
    /// Forgets entries that no recovery needs any more. The last one stays in any case. A failure leaves the journal as it was.
    /// </summary>
    /// <param name="isNeeded">Which to keep; called for every entry.</param>
    /// <param name="cancellation">Gives it up before it began.</param>
    ValueTask CompactAsync(Func<JournalEntry, bool> isNeeded, CancellationToken cancellation = default);
}

/// <summary>What became of an append.</summary>
internal enum AppendOutcome
{
    /// <summary>It is durable.</summary>
    Appended,

    /// <summary>Another coordinator has taken over, or this place is taken: this coordinator must end, changing nothing more.</summary>
    Fenced,

    /// <summary>It may be durable or not: try the same entry again, or recover.</summary>
    Unknown,
}

/// <summary>What became of an append, and for <see cref="AppendOutcome.Unknown"/> why.</summary>
internal readonly record struct AppendResult(AppendOutcome Outcome, Exception? Error = null);

/// <summary>A journal record is damaged where no crash can have damaged it. Going on without it could undo committed output.</summary>
internal sealed class JournalCorruptException(string file, long offset, string what)
    : IOException($"Journal file '{file}' is damaged at byte {offset}: {what}. Restore the file from a copy; to give the job up and start "
        + "over, delete its checkpoint directory and its output.")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;
}
