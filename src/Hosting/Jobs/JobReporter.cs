using ActorStream.Actors;
using ActorStream.Coordinator;

namespace ActorStream.Hosting.Jobs;

/// <summary>Says how a job of this process is doing, by what its subtasks count and what its coordinator says. Thread-safe.</summary>
internal sealed class JobReporter(JobRun run, JobMetrics metrics, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    private JobPlan Plan => run.Plan;

    /// <summary>Read of all sources.</summary>
    internal long Records => metrics.Subtasks
        .Where(subtask => Plan.Vertices[subtask.Key.Vertex].IsSource)
        .Sum(subtask => subtask.Value.RecordsIn);

    /// <summary>
    /// How far the job's event time got: a vertex keeps time if any of its subtasks does, and one of them that has none yet holds the
    /// others back.
    /// </summary>
    internal DateTimeOffset? Watermark => InstantOf(metrics.Subtasks
        .GroupBy(subtask => subtask.Key.Vertex, subtask => subtask.Value.Watermark)
        .Where(vertex => vertex.Any(watermark => watermark != long.MinValue))
        .Select(vertex => vertex.Min())
        .DefaultIfEmpty(long.MinValue)
        .Min());

    /// <summary>Looks once, or for rates twice.</summary>
    /// <param name="sample">Between the looks; zero: no rates.</param>
    /// <param name="ask">Asks the coordinator.</param>
    internal async Task<JobReport> ReportAsync(TimeSpan sample, Func<Task<JobStatus>> ask)
    {
        var first = sample > TimeSpan.Zero ? Look() : null;
        if (first is not null) await Task.Delay(sample, time);
        var status = await ask();
        var now = Look();
        var times = WatermarkReport.Of(Plan, metrics);
        return new JobReport(
            Plan.Graph.Name,
            status.Job?.ToString(),
            Environment.ProcessId,
            _startedAt,
            status.State.ToString().ToLowerInvariant(),
            run.Settings.Checkpoint.Storage == CheckpointStorageKind.Memory ? "memory" : run.Checkpoints.Root,
            run.Settings.EffectiveParallelism,
            status.Epoch,
            status.Restarts,
            status.LastFailure,
            [.. Plan.Vertices.Select(vertex => new ChainReport(vertex.Name, [.. times.Subtasks
                .Where(subtask => subtask.Id.Vertex == vertex.Index).Select(subtask => Report(subtask, first, now))]))],
            [.. HeldBack(times)],
            new CheckpointsReport(
                status.CompletedCheckpoints, status.FailedCheckpoints, status.CommittedThrough, [.. status.RecentCheckpoints.Select(Report)]));
    }

    /// <summary>Of each chain behind a source that keeps event time.</summary>
    private IEnumerable<HeldBackReport> HeldBack(WatermarkReport times) => Plan.Vertices
        .Where(vertex => !vertex.IsSource && times.Subtasks.Any(subtask => subtask.Id.Vertex == vertex.Index && subtask.Watermark is not null))
        .Select(static vertex => vertex.Uids.Select(static uid => uid.Value).FirstOrDefault())
        .OfType<string>()
        .Select(uid => new HeldBackReport(uid, [.. times.HeldBackBy(uid).Select(static step => new HeldBackStep(
            step.Operators, step.Subtask.Index, step.Watermark, step.Split is { } split ? Report(split) : null))]));

    private SubtaskReport Report(SubtaskTime subtask, Looked? first, Looked now)
    {
        var id = subtask.Id;
        var counted = metrics.For(id);
        var (records, busy, heldUp) = now.Subtasks[id];
        var report = new SubtaskReport(
            id.Index,
            records,
            null,
            null,
            null,
            counted.LateRecords,
            counted.FailedRecords,
            subtask.Watermark,
            [.. subtask.Inputs.Select(static input => new InputReport(input.From.Vertex, input.From.Index, input.Watermark, input.IsIdle, input.HasEnded))],
            [.. subtask.Splits.Select(Report)]);
        if (first is null) return report;
        var before = first.Subtasks[id];
        var ticks = Math.Max(1, now.At - first.At);
        return report with
        {
            PerSecond = Math.Round((records - before.Records) * (double)time.TimestampFrequency / ticks, 1),
            Busy = Share(busy - before.Busy, ticks),
            HeldUp = Share(heldUp - before.HeldUp, ticks),
        };
    }

    private static SplitReport Report(SplitTime split) => new(split.Split, split.Watermark, split.IsIdle, split.IsPaused);

    private Looked Look()
    {
        var now = time.GetTimestamp();
        return new Looked(now, Plan.Subtasks.ToDictionary(id => id, id =>
        {
            var counted = metrics.For(id);
            var (busy, heldUp) = counted.TimesAt(now);
            return (counted.RecordsIn, busy, heldUp);
        }));
    }

    // The parts of a time are not read at one moment, so they may add up to a little more or less.
    private static double Share(long part, long whole) => Math.Round(Math.Clamp((double)part / whole, 0, 1), 3);

    private static RoundReport Report(CheckpointReport last) => new(
        last.Checkpoint,
        last.At,
        last.Duration.TotalMilliseconds,
        last.SnapshotBytes,
        last.LongestAlignment.TotalMilliseconds,
        last.LongestSynchronous.TotalMilliseconds);

    private static DateTimeOffset? InstantOf(long ticks) => ticks switch
    {
        < 0 => null,
        > 0 when ticks > DateTimeOffset.MaxValue.UtcTicks => DateTimeOffset.MaxValue,
        _ => new DateTimeOffset(ticks, TimeSpan.Zero),
    };

    /// <summary>What was counted at one moment.</summary>
    private sealed record Looked(long At, IReadOnlyDictionary<SubtaskId, (long Records, long Busy, long HeldUp)> Subtasks);
}
