using ActorStream;

namespace Nexmark;

/// <summary>The job of a query.</summary>
public static class Job
{
    /// <summary>How far events may lie behind, as in Nexmark's table.</summary>
    private static readonly TimeSpan OutOfOrder = TimeSpan.FromSeconds(4);

    /// <summary>Declares it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="query">The query.</param>
    /// <param name="events">Makes the event at a place.</param>
    /// <param name="count">How many events.</param>
    /// <param name="rows">Takes the rows.</param>
    /// <param name="eventsPerSecond">How many are made in a second; zero: as many as can be.</param>
    public static void Declare(JobBuilder job, Query query, Func<long, Event> events, long count, IRows rows, double eventsPerSecond = 0) => query.Declare(
        job.From(Generate.Records(events, count), uid: "events", eventsPerSecond).WithWatermarks(e => e.Time, OutOfOrder), rows);
}

/// <summary>Commits rows as CSV files; those of a result in parts in a directory for each minute, as <c>2015-07-15T0003</c>.</summary>
public sealed class CsvRowFiles(string directory) : IRows
{
    /// <inheritdoc/>
    public void Take<TRow>(DataStream<TRow> rows, Func<TRow, DateTime>? partition = null) => rows.To(
        CsvFile.ExactlyOnce(directory, new FileSinkOptions<TRow>
        {
            Buckets = partition is null ? null : FileBuckets.ByTime<TRow>(row => new DateTimeOffset(partition(row)), TimeSpan.FromMinutes(1)),
        }),
        uid: "rows");
}

/// <summary>Counts rows.</summary>
internal sealed class NoRows(RowCount count) : IRows
{
    public void Take<TRow>(DataStream<TRow> rows, Func<TRow, DateTime>? partition = null) =>
        rows.To(new DiscardedRows<TRow>(count), uid: "rows");
}
