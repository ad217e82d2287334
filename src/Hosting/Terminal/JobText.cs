using System.Globalization;
using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;

namespace ActorStream.Hosting.Terminal;

/// <summary>How a job program speaks of its job.</summary>
internal static class JobText
{
    internal static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Rate(double perSecond) => $"{Number((long)Math.Round(perSecond))}/s";

    internal static string Watermark(DateTimeOffset? watermark) =>
        watermark == DateTimeOffset.MaxValue
            ? "end of input"
            : watermark?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "none";

    internal static string Checkpoint(JobProgress progress) => (progress.Checkpoint, progress.CheckpointDuration) switch
    {
        (0, _) => "none",
        (var checkpoint, { } duration) => string.Create(CultureInfo.InvariantCulture, $"{checkpoint} ({duration.TotalMilliseconds:0} ms)"),
        var (checkpoint, _) => string.Create(CultureInfo.InvariantCulture, $"{checkpoint}"),
    };

    internal static string State(JobState state) => state.ToString().ToLowerInvariant();

    internal static string Line(JobProgress progress, TimeSpan elapsed, double perSecond) => string.Create(
        CultureInfo.InvariantCulture,
        $"[{elapsed.TotalSeconds,6:0.0} s] {State(progress.State)}: records {Number(progress.Records)}, {Rate(perSecond)}, "
        + $"watermark {Watermark(progress.Watermark)}, checkpoint {Checkpoint(progress)}, restarts {progress.Restarts}");

    internal static string Finished(string job, JobProgress last) =>
        $"{job} has finished: {Number(last.Records)} records, checkpoint {last.Checkpoint}, restarts {last.Restarts}.";

    internal static string Stopped(string job, JobProgress last, string directory) =>
        $"{job} was stopped at checkpoint {last.Checkpoint}: its output up to there is committed. To go on from there, "
            + $"start it with --from {directory}";

    internal static string Cancelled(string job, string directory) =>
        $"{job} was cancelled. To go on from a checkpoint that it keeps, start it with --from {directory}";

    internal static string WasOver(string job) =>
        $"{job} was over in an earlier run; nothing was done. To start over, add --fresh: it discards this job's checkpoints and output. "
        + "To go on from a savepoint or a checkpoint of it, add --from.";

    internal static string Suspended(string job, JobProgress last) =>
        $"{job} is stopped. Started again with the same arguments it goes on from "
        + (last.Checkpoint == 0 ? "its last checkpoint." : $"checkpoint {last.Checkpoint}.");

    /// <summary>The messages of an error and of those that caused it, each once.</summary>
    internal static string Chain(Exception error)
    {
        var messages = new List<string>();
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (!messages.Exists(message => message.Contains(cause.Message, StringComparison.Ordinal)))
                messages.Add(cause.Message);
        }

        return string.Join(" Cause: ", messages);
    }
}
