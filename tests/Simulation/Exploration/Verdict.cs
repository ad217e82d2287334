using ActorStream.Coordinator;
using ActorStream.TestKit;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>What must hold when an explored job is over.</summary>
internal static class Verdict
{
    private const int ListStep = 100;

    /// <summary>The records of one of the two lists.</summary>
    internal static IReadOnlyList<int> ListOf(int list, int records) => [.. Enumerable.Range(list * ListStep, records)];

    /// <returns>What is wrong; null: nothing.</returns>
    internal static string? Of(JobHistory history, MemoryStore<int> store, int records, bool mayRestart)
    {
        if (history.Finished is null) return "The journal does not say that the job is over.";
        if (history.RestorePoint?.Checkpoint != history.CommittedThrough)
            return $"Checkpoint {history.RestorePoint?.Checkpoint} was the last, "
                + $"and {history.CommittedThrough} is journalled as committed.";
        // Without a fault nothing may fail; a restart would hide that it did.
        if (!mayRestart && history.Epoch != 1) return $"The job was started {history.Epoch} times.";
        for (var list = 0; list < 2; list++)
        {
            var committed = store.Committed.Where(record => record / ListStep == list).ToList();
            if (!committed.SequenceEqual(ListOf(list, records)))
                return $"Of list {list}, {records} records long, was committed: {string.Join(", ", committed)}.";
        }

        return store.Pending + store.Begun > 0
            ? $"The store still holds {store.Pending} transactions with records, {store.Begun} open."
            : null;
    }
}
