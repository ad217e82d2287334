using Microsoft.Extensions.Logging;

namespace ActorStream.Coordinator;

/// <summary>What the coordinator logs. Event ids 200 to 219.</summary>
internal sealed partial class CoordinatorLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(200, LogLevel.Information, "Job {Job}, term {Term}, epoch {Epoch}: {State}.")]
    internal partial void Entered(string job, long term, long epoch, JobState state);

    [LoggerMessage(201, LogLevel.Warning, "Job {Job} failed{Where} and starts again in {Delay} from checkpoint {Checkpoint}.")]
    internal partial void Restarting(Exception error, string job, string where, TimeSpan delay, long checkpoint);

    [LoggerMessage(202, LogLevel.Error, "Job {Job} failed{Where} for good: {Why}.")]
    internal partial void Failed(Exception error, string job, string where, string why);

    [LoggerMessage(203, LogLevel.Debug, "Checkpoint {Checkpoint} of job {Job} completed in {Duration}, {Bytes} bytes.")]
    internal partial void CheckpointCompleted(long checkpoint, string job, TimeSpan duration, long bytes);

    [LoggerMessage(204, LogLevel.Warning, "Checkpoint {Checkpoint} of job {Job} failed: {Reason}. The job goes on.")]
    internal partial void CheckpointFailed(long checkpoint, string job, string reason);

    [LoggerMessage(
        205, LogLevel.Warning, "Whether journal entry {Sequence} of job {Job} is durable is unknown; it is tried again in a new segment.")]
    internal partial void AppendUnknown(Exception? error, long sequence, string job);

    [LoggerMessage(206, LogLevel.Error, "Another coordinator has taken over job {Job}; this one ends.")]
    internal partial void Fenced(string job);

    [LoggerMessage(
        207, LogLevel.Warning, "Old checkpoints of job {Job} could not be deleted; it is tried again after the next checkpoint.")]
    internal partial void CleaningFailed(Exception error, string job);

    [LoggerMessage(208, LogLevel.Warning, "The journal of job {Job} could not be compacted; it is tried again later.")]
    internal partial void CompactionFailed(Exception error, string job);

    [LoggerMessage(209, LogLevel.Warning, "Retained checkpoint {Checkpoint} of job {Job} cannot be read; its files are left alone.")]
    internal partial void RetainedUnreadable(Exception error, long checkpoint, string job);

    [LoggerMessage(211, LogLevel.Warning,
        "Savepoint '{Directory}' of job {Job} could not be marked as complete; it is tried again when the job is restored.")]
    internal partial void SavepointIncomplete(Exception error, string directory, string job);

    [LoggerMessage(212, LogLevel.Warning, "Job {Job} was to be stopped and goes on from checkpoint {Checkpoint}: {Reason}.")]
    internal partial void StartingOver(string job, long checkpoint, string reason);

    [LoggerMessage(213, LogLevel.Warning,
        "The files that job {Job} was started from could not be deleted; it is tried again when the job is restored.")]
    internal partial void ClaimNotCleaned(Exception error, string job);

    [LoggerMessage(
        210, LogLevel.Warning, "Checkpoint {Checkpoint} of job {Job} could not be marked as decided; the journal alone says so.")]
    internal partial void NotMarked(Exception error, long checkpoint, string job);

    [LoggerMessage(
        214, LogLevel.Error, "Job {Job} is suspended and waits for you. {Reason} Once the cause is mended: actorstream resume {Job}")]
    internal partial void Suspended(Exception error, string job, string reason);
}
