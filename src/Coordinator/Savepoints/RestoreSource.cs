namespace ActorStream.Coordinator;

/// <summary>What a new job starts from.</summary>
/// <param name="Directory">A savepoint, a retained checkpoint (<c>chk-…</c> in a job's directory), or a job's directory: its newest
/// checkpoint.</param>
/// <param name="Claim">Whose its files are from then on.</param>
/// <param name="Drop">State that may be dropped: <c>operator/state</c>, or <c>operator</c> for all of it.</param>
internal sealed record RestoreSource(string Directory, ClaimMode Claim, IReadOnlyList<string> Drop)
{
    /// <summary>The directory in the one way that it is written in journals.</summary>
    internal string FullPath => Path.TrimEndingDirectorySeparator(Path.GetFullPath(Directory));
}

/// <summary>Whose the files are that a job was started from.</summary>
internal enum ClaimMode
{
    /// <summary>
    /// Whoever's they were. The job never changes or deletes them, and needs them until its first checkpoint is complete.
    /// </summary>
    NoClaim,

    /// <summary>The job's: it deletes them when its first checkpoint is complete, save those that another manifest reaches.</summary>
    Claim,
}
