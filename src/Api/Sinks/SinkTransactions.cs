using System.Security.Cryptography;
using System.Text;

namespace ActorStream;

/// <summary>
/// Names a sink transaction, unlike any other of any job, sink, subtask, epoch and checkpoint, before it exists outside.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Sink">The sink's uid.</param>
/// <param name="Subtask">Index of the subtask that writes it.</param>
/// <param name="Epoch">The incarnation of the job that writes it.</param>
/// <param name="AfterCheckpoint">The last checkpoint barrier before it began, completed or not; 0 for the first of a job.</param>
public readonly record struct SinkTransactionId(JobId Job, string Sink, int Subtask, long Epoch, long AfterCheckpoint)
{
    /// <summary>
    /// A name of bounded length for outside systems: readable where it matters (epoch, subtask, checkpoint), with the first 64 bits of a
    /// SHA-256 over job and uid in front. Only <c>[a-z0-9-]</c>, at most 80 characters.
    /// </summary>
    public string ToExternalId() => $"{LineagePrefix(Job, Sink)}-e{Epoch}-s{Subtask}-c{AfterCheckpoint}";

    /// <summary>What the external ids of all transactions of one sink of one job begin with: 16 hexadecimal digits.</summary>
    public static string LineagePrefix(JobId job, string sink)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{job}/{sink}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, 8));
    }
}

/// <summary>A prepared transaction: what a checkpoint keeps of it.</summary>
/// <param name="Transaction">Its id.</param>
/// <param name="Checkpoint">The checkpoint whose barrier closed it: it commits when this one or a later one completes.</param>
/// <param name="Data">What pre-commit answered.</param>
public sealed record Committable(SinkTransactionId Transaction, long Checkpoint, ReadOnlyMemory<byte> Data);

/// <summary>What a sink needs to clean up after earlier epochs.</summary>
/// <param name="Lineage">The ids under which this job has run: its own, and those of the jobs whose savepoints it was started from.</param>
/// <param name="Epoch">The new epoch: everything lower is over, of the whole lineage, whose epochs go on from job to job.</param>
/// <param name="RestoredCheckpoint">The checkpoint that the job goes on from; 0 if it starts empty.</param>
/// <param name="Committables">Prepared transactions of the restored checkpoint, of all subtasks, oldest first: these must become visible.
/// Empty if they are known to be.</param>
public sealed record SinkRecovery(
    IReadOnlyList<JobId> Lineage, long Epoch, long RestoredCheckpoint, IReadOnlyList<Committable> Committables);
