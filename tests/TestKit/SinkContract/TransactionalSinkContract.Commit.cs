using Xunit;
using static ActorStream.CommitOutcome;

namespace ActorStream.TestKit;

/// <content>Begin, write, prepare, commit.</content>
public abstract partial class TransactionalSinkContract<T>
{
    [Fact]
    public Task Records_are_visible_after_commit_and_not_before() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var transaction = await stage.BeginAsync(session, stage.Id(1), 1, 2);
        await stage.WriteAsync(transaction, 3);
        await stage.AssertCommittedAsync();
        var prepared = await stage.PreCommitAsync(transaction, stage.Id(1));
        await stage.AssertCommittedAsync();
        await SinkContractStage<T>.CommitAsync(session, prepared);
        await stage.AssertCommittedAsync(1, 2, 3);
    });

    [Fact]
    public Task Many_records_in_many_writes_are_all_committed() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var numbers = Enumerable.Range(0, 5_000).ToArray();
        var transaction = await stage.BeginAsync(session, stage.Id(1));
        foreach (var chunk in numbers.Chunk(700))
        {
            await stage.WriteAsync(transaction, chunk);
        }

        await SinkContractStage<T>.CommitAsync(session, await stage.PreCommitAsync(transaction, stage.Id(1)));
        await stage.AssertCommittedAsync(numbers);
    });

    [Fact]
    public Task Commit_may_be_repeated_by_anybody_at_any_time() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var prepared = await stage.PrepareAsync(session, stage.Id(1), 1, 2);
        await SinkContractStage<T>.CommitAsync(session, prepared);
        await SinkContractStage<T>.CommitAsync(session, prepared, AlreadyCommitted);
        await SinkContractStage<T>.CommitAsync(await stage.OpenAsync(1, subtask: 3), prepared, AlreadyCommitted);
        await stage.CrashAsync();
        await SinkContractStage<T>.CommitAsync(await stage.RecoverAsync(2, prepared), prepared, AlreadyCommitted);
        await stage.AssertCommittedAsync(1, 2);
    });

    [Fact]
    public Task Another_subtask_in_another_process_can_commit() => OnStageAsync(async stage =>
    {
        var prepared = await stage.PrepareAsync(await stage.RecoverAsync(1), stage.Id(1), 1, 2);
        await SinkContractStage<T>.CommitAsync(await stage.OpenAsync(1, subtask: 2), prepared);
        await stage.AssertCommittedAsync(1, 2);
    });

    [Fact]
    public Task A_transaction_without_records_has_nothing_to_commit() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var transaction = await stage.BeginAsync(session, stage.Id(1));
        await transaction.WriteAsync(ReadOnlyMemory<T>.Empty, default);
        Assert.Null(await transaction.PreCommitAsync(default));
        await stage.AssertCommittedAsync();
    });

    [Fact]
    public Task Several_prepared_transactions_wait_and_commit_one_by_one() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var first = await stage.PrepareAsync(session, stage.Id(1, after: 0), 1);
        var second = await stage.PrepareAsync(session, stage.Id(1, after: 1), 2);
        var third = await stage.PrepareAsync(session, stage.Id(1, after: 2), 3);
        await SinkContractStage<T>.CommitAsync(session, first);
        await stage.AssertCommittedAsync(1);
        await SinkContractStage<T>.CommitAsync(session, second);
        await SinkContractStage<T>.CommitAsync(session, third);
        await stage.AssertCommittedAsync(1, 2, 3);
    });

    /// <summary>The next transaction begins before the one before is prepared, and prepared ones commit while it is written.</summary>
    [Fact]
    public Task Transactions_of_a_subtask_overlap_without_disturbing_each_other() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var first = await stage.BeginAsync(session, stage.Id(1, after: 0), 1);
        var second = await stage.BeginAsync(session, stage.Id(1, after: 1), 2);
        var prepared = await stage.PreCommitAsync(first, stage.Id(1, after: 0));
        await stage.WriteAsync(second, 3);
        await SinkContractStage<T>.CommitAsync(session, prepared);
        await stage.WriteAsync(second, 4);
        await stage.AssertCommittedAsync(1);
        await SinkContractStage<T>.CommitAsync(session, await stage.PreCommitAsync(second, stage.Id(1, after: 1)));
        await stage.AssertCommittedAsync(1, 2, 3, 4);
    });

    [Fact]
    public Task Disposing_neither_commits_nor_aborts() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var prepared = await stage.PrepareAsync(session, stage.Id(1, after: 0), 1);
        await stage.BeginAsync(session, stage.Id(1, after: 1), 2);
        await stage.DisposeAllAsync();
        await stage.AssertCommittedAsync();
        await SinkContractStage<T>.CommitAsync(await stage.OpenAsync(1), prepared);
        await stage.AssertCommittedAsync(1);
    });

    [Fact]
    public Task An_aborted_transaction_leaves_nothing() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        await (await stage.BeginAsync(session, stage.Id(1, after: 0), 1)).AbortAsync(default);
        await (await stage.BeginAsync(session, stage.Id(1, after: 1))).AbortAsync(default);
        await SinkContractStage<T>.CommitAsync(session, await stage.PrepareAsync(session, stage.Id(1, after: 2), 2));
        await stage.AssertCommittedAsync(2);
    });

    /// <summary>Ids that differ in one part only name different transactions.</summary>
    [Fact]
    public Task Every_job_sink_subtask_epoch_and_checkpoint_has_transactions_of_its_own() => OnStageAsync(async stage =>
    {
        var otherJob = stage.As(new JobId(2), stage.Uid);
        var otherSink = stage.As(stage.Job, "out-2");
        var session = await stage.RecoverAsync(1);
        var commits = new List<(ISinkSession<T> Session, Committable Prepared)>
        {
            (session, await stage.PrepareAsync(session, stage.Id(1), 1)),
            (session, await stage.PrepareAsync(session, stage.Id(1, after: 1), 2)),
            (session, await stage.PrepareAsync(await stage.OpenAsync(1, subtask: 1), stage.Id(1, subtask: 1), 3)),
            (session, await stage.PrepareAsync(await stage.OpenAsync(1, subtask: 11), stage.Id(1, subtask: 11), 4)),
        };
        foreach (var (other, number) in new[] { (otherJob, 5), (otherSink, 6) })
        {
            var opened = await other.RecoverAsync(1);
            commits.Add((opened, await other.PrepareAsync(opened, other.Id(1), number)));
        }

        foreach (var (opened, prepared) in commits)
        {
            await SinkContractStage<T>.CommitAsync(opened, prepared);
        }

        await stage.CrashAsync();
        var next = await stage.RecoverAsync(2, [.. commits.Take(4).Select(c => c.Prepared)]);
        await SinkContractStage<T>.CommitAsync(next, await stage.PrepareAsync(next, stage.Id(2), 7));
        await stage.AssertCommittedAsync(1, 2, 3, 4, 5, 6, 7);
    });
}
