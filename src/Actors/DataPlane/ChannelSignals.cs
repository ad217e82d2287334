namespace ActorStream.Actors;

// What travels on a channel besides batches. Signals take no credit; each names the last batch before it, so that a lost one shows.

internal abstract class ChannelSignal(int channel, long epoch, long afterSequence) : MailboxNode
{
    /// <summary>Index of the receiver's input channel.</summary>
    internal int Channel { get; } = channel;

    internal long Epoch { get; } = epoch;

    /// <summary>Sequence number of the last batch before it; 0: none.</summary>
    internal long AfterSequence { get; } = afterSequence;
}

/// <summary>The sender's watermark, where no batch was there to carry it, and whether it counts.</summary>
internal sealed class WatermarkSignal(int channel, long epoch, long afterSequence, long watermark, bool isIdle)
    : ChannelSignal(channel, epoch, afterSequence)
{
    internal long Watermark { get; } = watermark;

    /// <summary>The sender brings nothing for now: its watermark holds nobody back until its next batch, or until it says otherwise.</summary>
    internal bool IsIdle { get; } = isIdle;
}

/// <summary>Divides what belongs to checkpoint n from what comes after it.</summary>
internal sealed class CheckpointBarrier(int channel, long epoch, long afterSequence, long checkpoint, long baseCheckpoint, bool final)
    : ChannelSignal(channel, epoch, afterSequence)
{
    internal long Checkpoint { get; } = checkpoint;

    /// <summary>The complete checkpoint that snapshots may build on; 0: none.</summary>
    internal long Base { get; } = baseCheckpoint;

    internal bool Final { get; } = final;
}

/// <summary>No record follows on this channel. Barriers do.</summary>
internal sealed class EndOfInput(int channel, long epoch, long afterSequence) : ChannelSignal(channel, epoch, afterSequence);
