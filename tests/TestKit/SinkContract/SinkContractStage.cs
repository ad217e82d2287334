using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorStream.TestKit;

/// <summary>One target and the processes of a job that a contract test plays on it.</summary>
internal sealed class SinkContractStage<T>(ISinkContractTarget<T> target) : IAsyncDisposable
    where T : notnull
{
    private const int MostCommittableBytes = 1024 * 1024;
    private readonly List<IAsyncDisposable> _open = [];

    internal JobId Job { get; init; } = new(1);

    internal string Uid { get; init; } = "out";

    /// <summary>The same target, another job or sink.</summary>
    internal SinkContractStage<T> As(JobId job, string uid) => new(target) { Job = job, Uid = uid };

    internal SinkContext Context(long epoch = 0, int subtask = -1) => new()
    {
        JobName = $"job {Job}",
        Job = Job,
        Uid = Uid,
        Epoch = epoch,
        Subtask = subtask,
        Parallelism = 4,
        Files = target.NewDisk(),
        Time = TimeProvider.System,
        Logger = NullLogger.Instance,
    };

    /// <summary>Opens a session in a process of its own.</summary>
    internal async Task<ISinkSession<T>> OpenAsync(long epoch, int subtask = 0) =>
        Keep(await target.NewSink().OpenAsync(Context(epoch, subtask), default));

    /// <summary>Recovers, as the first act of an epoch, and answers the session of its subtask 0.</summary>
    internal async Task<ISinkSession<T>> RecoverAsync(long epoch, params Committable[] restored)
    {
        await using (var recovery = await target.NewSink().OpenAsync(Context(epoch), default))
        {
            await recovery.RecoverAsync(Recovery(epoch, restored), default);
        }

        return await OpenAsync(epoch);
    }

    internal SinkRecovery Recovery(long epoch, params Committable[] restored) =>
        new([Job], epoch, restored.Length == 0 ? 0 : restored.Max(c => c.Checkpoint), restored);

    internal SinkTransactionId Id(long epoch, int subtask = 0, long after = 0) => new(Job, Uid, subtask, epoch, after);

    internal async Task<ISinkTransaction<T>> BeginAsync(ISinkSession<T> session, SinkTransactionId id, params int[] numbers)
    {
        var transaction = Keep(await session.BeginAsync(id, default));
        await WriteAsync(transaction, numbers);
        return transaction;
    }

    /// <summary>Writes from memory that is used for something else at once.</summary>
    internal async Task WriteAsync(ISinkTransaction<T> transaction, params int[] numbers)
    {
        if (numbers.Length > 0)
        {
            var records = numbers.Select(target.NewRecord).ToArray();
            // As the engine does.
            if (transaction is not ISynchronousSinkTransaction<T> atOnce || !atOnce.TryWrite(records))
                await transaction.WriteAsync(records, default);
            Array.Fill(records, target.NewRecord(-1));
        }
    }

    internal async Task<Committable> PreCommitAsync(ISinkTransaction<T> transaction, SinkTransactionId id)
    {
        var data = await transaction.PreCommitAsync(default);
        Assert.True(data is not null, $"Pre-commit of {id.ToExternalId()} answered null, though records were written.");
        Assert.InRange(data.Length, 1, MostCommittableBytes);
        return new Committable(id, id.AfterCheckpoint + 1, data.ToArray());
    }

    internal async Task<Committable> PrepareAsync(ISinkSession<T> session, SinkTransactionId id, params int[] numbers) =>
        await PreCommitAsync(await BeginAsync(session, id, numbers), id);

    internal static async Task CommitAsync(
        ISinkSession<T> session, Committable committable, CommitOutcome expected = CommitOutcome.Committed)
    {
        var outcome = await session.CommitAsync(committable, default);
        Assert.True(outcome == expected, $"Commit of {committable.Transaction.ToExternalId()} answered {outcome}, expected {expected}.");
    }

    internal async Task AssertCommittedAsync(params int[] numbers)
    {
        var difference = Difference.Of(numbers.Select(target.NewRecord), await target.ReadCommittedAsync());
        Assert.True(difference.IsNone, $"Visible records are not those that should be: {difference}.");
    }

    internal ValueTask<IAsyncDisposable> ClaimAsync() => target.NewSink().ClaimAsync(Context(), default);

    internal ValueTask DiscardAsync() => target.NewSink().DiscardAsync(Context() with { Fresh = true }, default);

    internal async Task CrashAsync()
    {
        _open.Clear();
        await target.CrashAsync();
    }

    internal async Task DisposeAllAsync()
    {
        _open.Reverse();
        foreach (var open in _open)
        {
            await open.DisposeAsync();
        }

        _open.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeAllAsync();
        await target.DisposeAsync();
    }

    private TOpen Keep<TOpen>(TOpen open)
        where TOpen : IAsyncDisposable
    {
        _open.Add(open);
        return open;
    }
}
