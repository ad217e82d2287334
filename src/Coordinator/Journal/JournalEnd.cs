namespace ActorStream.Coordinator;

/// <summary>The end of a journal: what the next entry is checked against.</summary>
/// <param name="Term">The term in force; 0 before the first.</param>
/// <param name="Sequence">The last sequence number; 0 before the first.</param>
internal readonly record struct JournalEnd(long Term, long Sequence)
{
    internal static JournalEnd Of(IReadOnlyList<JournalEntry> entries) =>
        entries.Count == 0 ? default : new JournalEnd(entries[^1].Term, entries[^1].Sequence);

    /// <summary>Whether the entry may come next: in its place, and of the term in force or the one it starts.</summary>
    internal bool Admits(JournalEntry entry) =>
        entry.Sequence == Sequence + 1 && (entry.Record is TermStarted ? entry.Term > Term : entry.Term == Term);
}
