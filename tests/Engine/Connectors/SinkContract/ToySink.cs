using System.Globalization;
using System.Text;
using static ActorStream.Tests.Engine.Connectors.SinkContract.ToyBug;

namespace ActorStream.Tests.Engine.Connectors.SinkContract;

/// <summary>A sink that keeps the contract but for one bug.</summary>
internal sealed class ToySink(ToyStore store, ToyBug bug, int process) : ITransactionalSink<string>
{
    public ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation)
    {
        var owner = process.ToString(CultureInfo.InvariantCulture);
        if (store.ClaimedBy is not null && bug != ClaimsAreShared)
        {
            throw new IOException($"Process {store.ClaimedBy} has it.");
        }

        (store.ClaimedBy, store.IsMade) = (owner, true);
        return new(new Claim(store));
    }

    public ValueTask<ISinkSession<string>> OpenAsync(SinkContext context, CancellationToken cancellation) => store.IsMade
        ? new(new ToySession(store, bug, context))
        : throw new IOException("There is no store: nobody has claimed it.");

    public ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation)
    {
        var lineage = ToySession.LineageOf(context.Job, context.Uid, bug);
        Remove(store.Open, DiscardingKeepsPreparedRecords);
        Remove(store.Committed, DiscardingKeepsCommittedRecords);
        store.Fences.Remove(lineage);
        return default;

        void Remove(Dictionary<string, ToyTransaction> from, ToyBug kept)
        {
            foreach (var (id, _) in from.Where(t => bug != kept && (t.Value.Lineage == lineage || bug == DiscardingTakesAll)).ToList())
            {
                from.Remove(id);
            }
        }
    }

    private sealed class Claim(ToyStore store) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            store.ClaimedBy = null;
            return default;
        }
    }
}

internal sealed class ToySession(ToyStore store, ToyBug bug, SinkContext context) : ISinkSession<string>
{
    internal static string LineageOf(JobId job, string uid, ToyBug bug) =>
        $"{(bug == IdsLackTheJob ? default : job)}/{(bug == IdsLackTheSink ? "" : uid)}";

    public ValueTask<ISinkTransaction<string>> BeginAsync(SinkTransactionId id, CancellationToken cancellation)
    {
        CheckFence();
        if (bug == BeginDropsWhatIsPrepared)
        {
            store.Open.Clear();
        }

        var name = $"{LineageOf(id.Job, id.Sink, bug)}/{(bug == IdsLackTheSubtask ? 0 : id.Subtask)}/{id.Epoch}/"
            + (bug == IdsLackTheCheckpoint ? 0 : id.AfterCheckpoint).ToString(CultureInfo.InvariantCulture);
        var transaction = new ToyTransaction(LineageOf(id.Job, id.Sink, bug), id.Epoch, [], this);
        return new(new Writer(store, bug, name, transaction, CheckFence));
    }

    public ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation)
    {
        CheckFence();
        return new(Commit(Encoding.UTF8.GetString(committable.Data.Span)));
    }

    public ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation)
    {
        var jobs = recovery.Lineage.Take(bug == RecoveryForgetsAncestors ? 1 : int.MaxValue);
        var lineages = jobs.Select(job => LineageOf(job, context.Uid, bug)).ToHashSet();
        foreach (var lineage in lineages)
        {
            if (store.Fences.GetValueOrDefault(lineage) > recovery.Epoch && bug != TheFenceGoesBack)
            {
                throw new IOException($"Epoch {recovery.Epoch} is over.");
            }

            store.Fences[lineage] = recovery.Epoch;
        }

        var given = recovery.Committables.Select(c => Encoding.UTF8.GetString(c.Data.Span)).ToList();
        if (bug == RecoveryAbortsBeforeItCommits)
        {
            Abort(lineages, recovery.Epoch, []);
        }

        foreach (var name in given.Where(_ => bug != RecoveryCommitsNothing))
        {
            var outcome = Commit(name);
            if ((outcome == CommitOutcome.Lost && bug != RecoveryPassesOverTheLost)
                || (outcome == CommitOutcome.AlreadyCommitted && bug == RecoveryCannotBeRepeated))
            {
                throw new IOException($"Transaction {name} is lost.");
            }
        }

        if (bug != RecoveryKeepsLeftovers)
        {
            Abort(lineages, recovery.Epoch, given);
        }

        return default;
    }

    public ValueTask DisposeAsync() => default;

    private void Abort(HashSet<string> lineages, long belowEpoch, List<string> saved)
    {
        foreach (var (name, transaction) in store.Open.ToList())
        {
            if ((lineages.Contains(transaction.Lineage) || bug == RecoveryAbortsOtherJobs) 
                && transaction.Epoch < belowEpoch + (bug == RecoveryAbortsItsOwnEpoch ? 1 : 0) && !saved.Contains(name))
            {
                store.Open.Remove(name);
                if (bug == RecoveryCommitsLeftovers)
                {
                    store.Leaked.AddRange(transaction.Records);
                }
            }
        }
    }

    private CommitOutcome Commit(string name)
    {
        if (store.Committed.TryGetValue(name, out var committed))
        {
            store.Leaked.AddRange(bug == CommitAgainDoublesTheRecords ? committed.Records : []);
            return bug == CommitAgainAnswersLost ? CommitOutcome.Lost : CommitOutcome.AlreadyCommitted;
        }

        if (!store.Open.TryGetValue(name, out var transaction) || !transaction.Prepared
            || (bug == OnlyTheSessionThatPreparedCanCommit && transaction.Writer != this))
        {
            return CommitOutcome.Lost;
        }

        store.Open.Remove(name);
        store.Committed.Add(name, transaction);
        return CommitOutcome.Committed;
    }

    private void CheckFence()
    {
        if (context.Epoch < store.Fences.GetValueOrDefault(LineageOf(context.Job, context.Uid, bug)) && bug != NothingIsFenced)
        {
            throw new IOException($"Epoch {context.Epoch} is over.");
        }
    }

    private sealed class Writer(ToyStore store, ToyBug bug, string name, ToyTransaction transaction, Action checkFence)
        : ISinkTransaction<string>
    {
        private readonly List<ReadOnlyMemory<string>> _unread = [];

        public ValueTask WriteAsync(ReadOnlyMemory<string> records, CancellationToken cancellation)
        {
            store.Open[name] = transaction;
            _unread.Add(records);
            if (bug != RecordsAreReadAfterTheWriteEnded)
            {
                Read();
            }

            store.Leaked.AddRange(bug == WritesMakeVisible ? records.ToArray() : []);
            return default;
        }

        public ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation)
        {
            checkFence();
            Read();
            if (transaction.Records.Count == 0 && bug != EmptyTransactionsAreCommittable)
            {
                return new((byte[]?)null);
            }

            transaction.Prepared = true;
            if (bug == PreCommitMakesVisible)
            {
                store.Committed[name] = transaction;
            }

            return new(Encoding.UTF8.GetBytes(name));
        }

        public ValueTask AbortAsync(CancellationToken cancellation)
        {
            store.Leaked.AddRange(bug == AbortCommits ? transaction.Records : []);
            store.Open.Remove(name);
            return default;
        }

        public ValueTask DisposeAsync()
        {
            if (bug == DisposingAborts)
            {
                store.Open.Remove(name);
            }
            else if (bug == DisposingCommits && store.Open.ContainsKey(name))
            {
                store.Leaked.AddRange(transaction.Records);
            }

            return default;
        }

        private void Read()
        {
            transaction.Records.AddRange(_unread.SelectMany(records => records.ToArray()));
            _unread.Clear();
        }
    }
}
