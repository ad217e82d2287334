namespace ActorStream.TestKit.Simulation;

/// <summary>What may go wrong in a simulation.</summary>
internal enum FaultKind
{
    /// <summary>A process is killed, and started again after a while.</summary>
    Crash,

    /// <summary>All processes die, and the disk forgets, tears or keeps what was not synced.</summary>
    PowerLoss,

    /// <summary>Control messages between processes are lost, doubled and late.</summary>
    LossyNetwork,

    /// <summary>Two processes cannot reach each other, in one direction or both.</summary>
    Partition,

    /// <summary>Syncs of files and directories fail.</summary>
    FailingSync,

    /// <summary>Any call to the disk fails now and then.</summary>
    FailingDisk,

    /// <summary>A call that makes something durable or visible fails once or more, and then the power.</summary>
    FailingMoment,

    /// <summary>The journal cannot be written for a while.</summary>
    JournalDown,

    /// <summary>
    /// Just after such a call the power is lost, its process killed, or its process stands still and the coordinator is killed.
    /// </summary>
    CrashAtMoment,

    /// <summary>The disk is full for a while.</summary>
    FullDisk,

    /// <summary>A process stands still for a while, and then goes on as if nothing had happened.</summary>
    Stall,

    /// <summary>Everything is ended and started at another parallelism.</summary>
    Rescale,
}
