using Xunit;
using static ActorStream.CommitOutcome;

namespace ActorStream.TestKit;

/// <content>Crashes and recovery.</content>
public abstract partial class TransactionalSinkContract<T>
{
    private const int StepsOfOneTransaction = 5;

    /// <summary>
    /// One transaction is begun, written twice, prepared and committed; the process dies behind each step. What the checkpoint holds of it
    /// decides.
    /// </summary>
    [Fact]
    public async Task A_crash_between_any_two_steps_loses_nothing_and_doubles_nothing()
    {
        for (var steps = 0; steps <= StepsOfOneTransaction; steps++)
        {
            foreach (var inCheckpoint in (bool[])[false, true])
            {
                // Nothing is in a checkpoint before it is prepared, nor committed before it is in one.
                if (steps < 4 ? !inCheckpoint : steps == 4 || inCheckpoint)
                {
                    await OnStageAsync(stage => CrashAfterAsync(stage, steps, inCheckpoint));
                }
            }
        }
    }

    [Fact]
    public Task Recovery_commits_what_it_is_given_and_aborts_the_rest() => OnStageAsync(async stage =>
    {
        await stage.RecoverAsync(1);
        var prepared = new List<Committable>();
        for (var subtask = 0; subtask < 4; subtask++)
        {
            var session = await stage.OpenAsync(1, subtask);
            prepared.Add(await stage.PrepareAsync(session, stage.Id(1, subtask, after: 0), subtask * 10));
            prepared.Add(await stage.PrepareAsync(session, stage.Id(1, subtask, after: 1), subtask * 10 + 1));
            await stage.BeginAsync(session, stage.Id(1, subtask, after: 2), subtask * 10 + 2);
        }

        await stage.CrashAsync();
        var restored = prepared.Where(c => c.Checkpoint == 1).ToArray();
        var next = await stage.RecoverAsync(2, restored);
        await stage.AssertCommittedAsync(0, 10, 20, 30);

        // Of the rest nothing can ever become visible, the subtasks that no longer exist included.
        foreach (var aborted in prepared.Except(restored))
        {
            await SinkContractStage<T>.CommitAsync(next, aborted, Lost);
        }

        await stage.AssertCommittedAsync(0, 10, 20, 30);
    });

    [Fact]
    public Task Recovery_may_be_repeated() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var restored = await stage.PrepareAsync(session, stage.Id(1, after: 0), 1);
        await stage.PrepareAsync(session, stage.Id(1, after: 1), 2);
        await stage.CrashAsync();
        await stage.RecoverAsync(2, restored);
        await stage.CrashAsync();
        await stage.RecoverAsync(2, restored);
        var next = await stage.RecoverAsync(3, restored);
        await SinkContractStage<T>.CommitAsync(next, await stage.PrepareAsync(next, stage.Id(3, after: 1), 3));
        await stage.AssertCommittedAsync(1, 3);
    });

    [Fact]
    public Task Recovery_spares_transactions_of_its_own_epoch() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(2);
        var prepared = await stage.PrepareAsync(session, stage.Id(2), 1);
        await SinkContractStage<T>.CommitAsync(await stage.RecoverAsync(2), prepared);
        await stage.AssertCommittedAsync(1);
    });

    [Fact]
    public Task What_recovery_is_given_and_cannot_find_is_an_error() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var prepared = await stage.PrepareAsync(session, stage.Id(1), 1);
        await stage.CrashAsync();
        await stage.RecoverAsync(2);
        await Assert.ThrowsAnyAsync<Exception>(() => stage.RecoverAsync(3, prepared));
        await stage.AssertCommittedAsync();
    });

    [Fact]
    public Task Recovery_leaves_other_jobs_and_other_sinks_alone() => OnStageAsync(async stage =>
    {
        var others = new[] { (stage.As(new JobId(2), stage.Uid), 1), (stage.As(stage.Job, "out-2"), 2) };
        var prepared = new List<Committable>();
        foreach (var (other, number) in others)
        {
            prepared.Add(await other.PrepareAsync(await other.RecoverAsync(1), other.Id(1), number));
        }

        await stage.RecoverAsync(5);
        foreach (var ((other, _), waiting) in others.Zip(prepared))
        {
            await SinkContractStage<T>.CommitAsync(await other.OpenAsync(1), waiting);
        }

        await stage.AssertCommittedAsync(1, 2);
    });

    [Fact]
    public Task Recovery_takes_in_the_jobs_it_descends_from() => OnStageAsync(async stage =>
    {
        var ancestor = stage.As(new JobId(7), stage.Uid);
        var session = await ancestor.RecoverAsync(1);
        var restored = await ancestor.PrepareAsync(session, ancestor.Id(1, after: 0), 1);
        var leftover = await ancestor.PrepareAsync(session, ancestor.Id(1, after: 1), 2);
        await stage.CrashAsync();
        await using (var recovery = await stage.OpenAsync(2, subtask: -1))
        {
            await recovery.RecoverAsync(stage.Recovery(2, restored) with { Lineage = [stage.Job, ancestor.Job] }, default);
            await SinkContractStage<T>.CommitAsync(recovery, leftover, Lost);
        }

        await stage.AssertCommittedAsync(1);
    });

    private static async Task CrashAfterAsync(SinkContractStage<T> stage, int steps, bool inCheckpoint)
    {
        var session = await stage.RecoverAsync(1);
        var (transaction, prepared) = (default(ISinkTransaction<T>), default(Committable));
        Func<Task>[] all =
        [
            async () => transaction = await stage.BeginAsync(session, stage.Id(1)),
            () => stage.WriteAsync(transaction!, 1),
            () => stage.WriteAsync(transaction!, 2),
            async () => prepared = await stage.PreCommitAsync(transaction!, stage.Id(1)),
            () => SinkContractStage<T>.CommitAsync(session, prepared!),
        ];
        foreach (var step in all.Take(steps))
        {
            await step();
        }

        await stage.CrashAsync();
        var next = await stage.RecoverAsync(2, inCheckpoint ? [prepared!] : []);
        int[] expected = inCheckpoint ? [1, 2] : [];
        await stage.AssertCommittedAsync(expected);
        await SinkContractStage<T>.CommitAsync(next, await stage.PrepareAsync(next, stage.Id(2), 3));
        await stage.AssertCommittedAsync([.. expected, 3]);
    }
}
