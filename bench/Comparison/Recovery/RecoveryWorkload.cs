namespace ActorStream.Bench.Comparison;

/// <summary>How long a job is gone that was killed.</summary>
internal static class RecoveryWorkload
{
    private static readonly Figure Committed = new("committed", "committed, s");

    internal static Workload Workload { get; } = new(
        "recovery", "From kill -9 to the first new committed record",
        "State on the heap, 104 bytes per key, one slot, checkpoints each second. A new process is started at once; its start, about half "
            + "a second until the job runs, is part of it, and so is "
            + "the wait for the first checkpoint, which commits.",
        [
            Of("10mb", "ActorStream, 10 MB of state", 100_000),
            Of("100mb", "ActorStream, 100 MB of state", 1_000_000),
            Of("1gb", "ActorStream, 1 GB of state", 10_000_000),
        ])
    {
        Main = Committed,
        Others = [new("handled", "first record handled, s"), new("bytes", "largest file, MB", 1e-6)],
        Targets = [Target.AtMost(3, "1gb", Committed)],
        MostRounds = 2,
    };

    private static Contestant Of(string name, string title, long keys) =>
        new(name, title, _ => Recovery.OfAsync(keys)) { Cores = null };
}
