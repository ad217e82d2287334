namespace ActorStream.Bench.Comparison;

/// <summary>The job that is killed and started again: a process of its own, which says on its standard output what it does.</summary>
internal static class RecoveryJob
{
    internal const string Command = "recovery-job";
    internal const string Handled = "handled";
    internal const string Committed = "committed";

    internal static Task RunAsync(string directory, long keys) => EngineJob.OneSlot.EachSecond.RunAsync(
        job => job
            .From(new RecoverySource(keys), "events")
            .KeyBy(e => e.Key)
            .Process(() => new Accounts(() => Console.WriteLine(Handled)), "accounts")
            .To(new CommittedRows(rows => Console.WriteLine($"{Committed} {rows}")), "committed"),
        directory);
}
