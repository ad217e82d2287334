using ActorStream.Backends.Files;
using ActorStream.Coordinator;

namespace ActorStream.Hosting.Jobs;

/// <summary>What a job's journal says before anything is done: a look that changes nothing and needs no lock.</summary>
/// <param name="Job">The job's id; null if the journal has none yet.</param>
/// <param name="HasFinished">Whether the job is over.</param>
internal readonly record struct JournalView(JobId? Job, bool HasFinished)
{
    private const int MostSegmentBytes = 256 << 20;

    internal static async Task<JournalView> ReadAsync(IFileSystem files, string directory, CancellationToken cancellation)
    {
        while (true)
        {
            var segments = (await files.ListAsync(directory, cancellation)).Where(entry => JournalSegment.NumberOf(entry.Name) is not null);
            var newest = segments.OrderBy(entry => JournalSegment.NumberOf(entry.Name)).LastOrDefault().Path;
            if (newest is null)
                return default;
            try
            {
                var bytes = await files.ReadAllAsync(newest, MostSegmentBytes, cancellation);
                return Of([.. JournalSegment.Parse(newest, bytes).Entries.Select(entry => entry.Record)]);
            }
            catch (FileNotFoundException)
            {
                // A process that runs the job has begun a newer segment since the listing, and deleted this one.
            }
        }
    }

    private static JournalView Of(IReadOnlyList<JournalRecord> records) =>
        new(records.OfType<JobCreated>().LastOrDefault()?.Job, records.Count > 0 && records[^1] is Finished);
}
