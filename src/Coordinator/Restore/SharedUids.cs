namespace ActorStream.Coordinator;

/// <summary>
/// Operators of a checkpoint that have become one: it has a uid of one of them, and had the other's before. Each piece of state has one
/// right owner, but no owner can take the state of two.
/// </summary>
internal static class SharedUids
{
    /// <param name="manifest">What there is.</param>
    /// <param name="uidOf">The uid that an operator of the checkpoint has now; null: none, or its state is dropped.</param>
    internal static IEnumerable<string> Problems(CheckpointManifest manifest, Func<string, string?> uidOf) => manifest.Operators
        .Where(static op => op.Subtasks.Any(static part => part.Keyed.Count > 0 || part.Lists.Any(static list => list.Items.Count > 0)))
        .Select(static op => op.Uid)
        .Concat(manifest.Enumerators.Select(static enumerator => enumerator.Uid))
        .Distinct()
        .GroupBy(uidOf)
        .Where(static same => same.Key is not null && same.Count() > 1)
        .Select(static same => $"It has state of '{string.Join("' and of '", same)}', and operator '{same.Key}' has both uids, "
            + "one now and one formerly: "
            + "it cannot take the state of two. Give them two operators, or let go of one by --drop and its uid.");
}
