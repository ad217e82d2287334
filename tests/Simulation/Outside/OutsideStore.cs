using ActorStream.Actors.Hosts;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Simulation.Swarm;

namespace ActorStream.Tests.Simulation.Outside;

/// <summary>
/// A store outside of the job, as a database is: it outlives every process, and requests travel to it. A request arrives even if the
/// process that sent it has died meanwhile; the store may be down for it, and its answer may be lost.
/// </summary>
internal sealed class OutsideStore(Dice dice, Watcher watcher)
{
    private static readonly TimeSpan NoAnswer = TimeSpan.FromMilliseconds(40);

    private readonly Dictionary<string, Transaction> _transactions = [];
    private readonly List<Item> _committed = [];
    private SimulatedHost _host = null!;
    private long _fence;

    /// <summary>Chance of each kind of failure per request.</summary>
    internal double Faults { get; set; }

    /// <summary>Everything committed, in the order of commits.</summary>
    internal IReadOnlyList<Item> Committed => _committed;

    /// <summary>Transactions neither committed nor aborted.</summary>
    internal IEnumerable<string> Pending =>
        _transactions.Where(static one => one.Value.State is State.Open or State.Prepared).Select(static one => one.Key);

    internal long RepeatedCommits { get; private set; }

    internal long RefusedRequests { get; private set; }

    internal long LostAnswers { get; private set; }

    internal long Aborts { get; private set; }

    internal void Attach(SimulatedHost host) => _host = host;

    internal ValueTask<bool> BeginAsync(string id, long epoch) => SendAsync(() =>
    {
        RefuseBelowFence(id, epoch);
        if (!_transactions.TryAdd(id, new Transaction(epoch))) watcher.Report($"I5: transaction {id} was begun twice");
        return true;
    });

    internal ValueTask<bool> WriteAsync(string id, long epoch, Item[] items) => SendAsync(() =>
    {
        RefuseBelowFence(id, epoch);
        var transaction = Find(id);
        if (transaction.State != State.Open) watcher.Report($"I3: a write to transaction {id}, which is {transaction.State}");
        transaction.Items.AddRange(items);
        return true;
    });

    internal ValueTask<bool> PrepareAsync(string id, long epoch) => SendAsync(() =>
    {
        RefuseBelowFence(id, epoch);
        var transaction = Find(id);
        if (transaction.Items.Count == 0)
        {
            _transactions.Remove(id);
            return false;
        }

        transaction.State = State.Prepared;
        return true;
    });

    internal ValueTask<CommitOutcome> CommitAsync(string id, long epoch) => SendAsync(() =>
    {
        RefuseBelowFence(id, epoch);
        return Commit(id);
    });

    internal ValueTask<bool> FenceAsync(long epoch) => SendAsync(() =>
    {
        RefuseBelowFence("recovery", epoch);
        _fence = epoch;
        return true;
    });

    /// <summary>Aborts all of lower epochs.</summary>
    internal ValueTask<bool> AbortOlderAsync(long epoch) => SendAsync(() =>
    {
        RefuseBelowFence("recovery", epoch);
        foreach (var transaction in _transactions.Values.Where(one => one.Epoch < epoch && one.State is State.Open or State.Prepared))
        {
            Aborts++;
            transaction.State = State.Aborted;
        }

        return true;
    });

    private CommitOutcome Commit(string id)
    {
        if (!_transactions.TryGetValue(id, out var transaction)) return CommitOutcome.Lost;
        switch (transaction.State)
        {
            case State.Committed:
                RepeatedCommits++;
                return CommitOutcome.AlreadyCommitted;
            case State.Prepared:
                transaction.State = State.Committed;
                _committed.AddRange(transaction.Items);
                return CommitOutcome.Committed;
            default:
                watcher.Report($"I6: a commit of transaction {id}, which is {transaction.State}");
                return CommitOutcome.Lost;
        }
    }

    private Transaction Find(string id) =>
        _transactions.TryGetValue(id, out var transaction) ? transaction : throw new IOException($"The store knows no transaction {id}.");

    private void RefuseBelowFence(string id, long epoch)
    {
        if (epoch >= _fence) return;
        RefusedRequests++;
        throw new IOException($"The store refuses {id} of epoch {epoch}: epoch {_fence} has taken over.");
    }

    private async ValueTask<T> SendAsync<T>(Func<T> request)
    {
        var answer = new TaskCompletionSource<T>();
        var (there, back) = (Delay(), Delay());
        var fate = dice.Chance(Faults) ? dice.Pick(Fate.Down, Fate.AnswerLost, Fate.Late) : Fate.Answered;
        if (fate == Fate.Down)
        {
            _host.After(NoAnswer, () => answer.SetException(new InjectedFault("the store is down")));
        }
        else
        {
            // What is late arrives when its sender has long given up.
            if (fate == Fate.Late) there += 3 * NoAnswer;
            _host.After(there, () => Carry(request, fate, back, answer));
            if (fate != Fate.Answered)
            {
                LostAnswers++;
                _host.After(NoAnswer, () => answer.SetException(new InjectedFault("the store's answer was lost")));
            }
        }

        return await answer.Task;
    }

    private void Carry<T>(Func<T> request, Fate fate, TimeSpan back, TaskCompletionSource<T> answer)
    {
        try
        {
            var result = request();
            if (fate == Fate.Answered) _host.After(back, () => answer.SetResult(result));
        }
        catch (IOException refused)
        {
            if (fate == Fate.Answered) _host.After(back, () => answer.SetException(refused));
        }
    }

    private TimeSpan Delay() => TimeSpan.FromMicroseconds(dice.Between(20, 900));

    private enum Fate
    {
        Answered,
        Down,
        AnswerLost,
        Late,
    }

    private enum State
    {
        Open,
        Prepared,
        Committed,
        Aborted,
    }

    private sealed class Transaction(long epoch)
    {
        internal long Epoch => epoch;

        internal List<Item> Items { get; } = [];

        internal State State { get; set; }
    }
}
