using ActorStream.Backends.Files;

namespace ActorStream.Coordinator;

/// <summary>What a job's journal says before anything is done: a look that changes nothing and needs no lock.</summary>
internal static class JournalView
{
    private const int MostSegmentBytes = 256 << 20;

    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    internal static async Task<JobHistory> ReadAsync(IFileSystem files, string directory, CancellationToken cancellation)
    {
        while (true)
        {
            var segments = (await files.ListAsync(directory, cancellation)).Where(entry => JournalSegment.NumberOf(entry.Name) is not null);
            var newest = segments.OrderBy(entry => JournalSegment.NumberOf(entry.Name)).LastOrDefault().Path;
            if (newest is null)
                return new JobHistory();
            try
            {
                var bytes = await files.ReadAllAsync(newest, MostSegmentBytes, cancellation);
                return JobHistory.Replay(JournalSegment.Parse(newest, bytes).Entries);
            }
            catch (FileNotFoundException)
            {
                // A process that runs the job has begun a newer segment since the listing, and deleted this one.
            }
        }
    }
}
