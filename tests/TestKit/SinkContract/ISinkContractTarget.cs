using ActorStream.Backends.Files.Simulated;

namespace ActorStream.TestKit;

/// <summary>
/// An outside system as the contract suite for sinks drives it: a fresh one per test. The suite plays the processes of jobs that write to
/// it.
/// </summary>
/// <typeparam name="T">What the sink takes; compared by its <c>Equals</c>.</typeparam>
public interface ISinkContractTarget<T> : IAsyncDisposable
    where T : notnull
{
    /// <summary>The sink as a process that starts now makes it: always a new object that shares nothing with the former ones but the
    /// target.</summary>
    ITransactionalSink<T> NewSink();

    /// <summary>The disk of a process that starts now. Only sinks that write files need one.</summary>
    IFileSystem NewDisk() => new SimulatedDisk(seed: 0).Mount("process");

    /// <summary>A record; equal numbers give equal records, others others.</summary>
    T NewRecord(int number);

    /// <summary>What a reader of the outside system sees, in any order.</summary>
    ValueTask<IReadOnlyList<T>> ReadCommittedAsync();

    /// <summary>
    /// Kills all processes there have been, the harder the better: what they did not make durable should be gone. The suite drops their
    /// objects without disposing them.
    /// </summary>
    ValueTask CrashAsync();
}
