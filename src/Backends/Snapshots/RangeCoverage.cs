namespace ActorStream.Backends;

/// <summary>Restore is total: each hash of a subtask comes from exactly one snapshot.</summary>
internal static class RangeCoverage
{
    /// <summary>The parts that overlap a range, in its order.</summary>
    /// <exception cref="StateRestoreException">They leave a gap in it, or two of them hold the same hashes.</exception>
    public static IReadOnlyList<KeyedPart> Of(HashRange range, IReadOnlyList<KeyedPart> parts)
    {
        var overlapping = parts.Where(part => part.Range.Overlaps(range)).OrderBy(part => part.Range.First).ToList();
        if (parts.Count == 0)
        {
            return overlapping;
        }

        var next = range.First;
        for (var i = 0; i < overlapping.Count; i++)
        {
            var held = overlapping[i].Range;
            if (i > 0 && held.First <= overlapping[i - 1].Range.Last)
            {
                throw new StateRestoreException(
                    $"Snapshots '{overlapping[i - 1].Files[0].Path}' and '{overlapping[i].Files[0].Path}' both hold keys around hash {held.First:x16}. "
                    + "They are not of one checkpoint.");
            }

            if (held.First > next)
            {
                throw Gap(next, held.First - 1);
            }

            if (held.Last >= range.Last)
            {
                return overlapping;
            }

            next = held.Last + 1;
        }

        throw Gap(next, range.Last);
    }

    private static StateRestoreException Gap(ulong first, ulong last) =>
        new($"No snapshot holds the keys of the hashes {new HashRange(first, last)}. Give the files of every subtask of the checkpoint.");
}
