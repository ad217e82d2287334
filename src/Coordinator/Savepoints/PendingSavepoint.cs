using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>A savepoint that was asked for. Belongs to the coordinator's actor, but for <see cref="ExportAsync"/>.</summary>
internal sealed class PendingSavepoint(TriggerSavepoint asked, IActorRef by, TimeSpan since, SavepointDirectory directory) : IDisposable
{
    private readonly CancellationTokenSource _givenUp = new();
    private long _bytes;

    internal TriggerSavepoint Asked => asked;

    internal IActorRef By => by;

    internal SavepointDirectory Directory => directory;

    internal SavepointProgress Progress { get; set; } = SavepointProgress.Preparing;

    /// <summary>The round that it goes with; 0: none yet.</summary>
    internal long Checkpoint { get; set; }

    /// <summary>Whether the job ends with it.</summary>
    internal bool EndsJob => asked.Mode != SavepointMode.Take;

    /// <summary>What becomes of it is no use to anybody any more.</summary>
    internal void GiveUp() => _givenUp.Cancel();

    /// <summary>Copies the round's checkpoint, whose files are durable.</summary>
    /// <exception cref="IOException">It could not be copied, or was given up.</exception>
    internal async ValueTask ExportAsync(CheckpointManifest manifest, CheckpointStorage from, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _givenUp.Token);
        try
        {
            _bytes = await directory.ExportAsync(manifest, from, either.Token);
        }
        catch (OperationCanceledException error) when (_givenUp.IsCancellationRequested)
        {
            throw new IOException("the export took longer than checkpoint.timeout, or its epoch has ended", error);
        }
    }

    internal SavepointTaken Taken(TimeSpan now) => new(directory.Root, Checkpoint, now - since, _bytes);

    public void Dispose() => _givenUp.Dispose();
}

/// <summary>How far a savepoint is. It only moves forward, but for a round that was overtaken.</summary>
internal enum SavepointProgress
{
    /// <summary>Its directory is being looked at.</summary>
    Preparing,

    /// <summary>The next round is its.</summary>
    Wanted,

    /// <summary>Its round is under way.</summary>
    InRound,

    /// <summary>The checkpoint is being written, then copied.</summary>
    Exporting,

    /// <summary>Both are durable; the decision is being journalled.</summary>
    Journalling,

    /// <summary>Its checkpoint is decided: it is complete once all up to it is committed, whatever happens.</summary>
    Decided,

    /// <summary>What was written of it is being deleted.</summary>
    Failing,
}
