using Xunit;

namespace ActorStream.TestKit;

/// <content>Processes of an earlier epoch that are still alive, and who owns the target.</content>
public abstract partial class TransactionalSinkContract<T>
{
    [Fact]
    public Task A_process_of_an_earlier_epoch_can_make_nothing_visible() => OnStageAsync(async stage =>
    {
        var zombie = await stage.RecoverAsync(1);
        var restored = await stage.PrepareAsync(zombie, stage.Id(1, after: 0), 1);
        var prepared = await stage.PrepareAsync(zombie, stage.Id(1, after: 1), 2);
        var open = await stage.BeginAsync(zombie, stage.Id(1, after: 2), 3);
        var empty = await stage.BeginAsync(zombie, stage.Id(1, after: 3));

        var next = await stage.RecoverAsync(2, restored);
        await stage.AssertCommittedAsync(1);

        await TryAsync(() => zombie.CommitAsync(restored, default).AsTask());
        await TryAsync(() => zombie.CommitAsync(prepared, default).AsTask());
        foreach (var (transaction, id) in new[] { (open, stage.Id(1, after: 2)), (empty, stage.Id(1, after: 3)) })
        {
            await TryAsync(async () =>
            {
                await stage.WriteAsync(transaction, 4);
                await zombie.CommitAsync(await stage.PreCommitAsync(transaction, id), default);
            });
        }

        await TryAsync(async () => await zombie.CommitAsync(await stage.PrepareAsync(zombie, stage.Id(1, after: 4), 5), default));
        await stage.AssertCommittedAsync(1);

        // Nor can it disturb those that took over.
        await TryAsync(() => zombie.RecoverAsync(stage.Recovery(1), default).AsTask());
        var mine = await stage.PrepareAsync(next, stage.Id(2), 6);
        await TryAsync(() => zombie.RecoverAsync(stage.Recovery(1), default).AsTask());
        await TryAsync(async () => await zombie.CommitAsync(await stage.PrepareAsync(zombie, stage.Id(1, after: 5), 7), default));
        await SinkContractStage<T>.CommitAsync(next, mine);
        await stage.AssertCommittedAsync(1, 6);
    });

    [Fact]
    public Task The_fence_outlives_the_process_that_raised_it() => OnStageAsync(async stage =>
    {
        await stage.RecoverAsync(1);
        await stage.RecoverAsync(2);
        await stage.CrashAsync();
        var zombie = await stage.OpenAsync(1);
        await TryAsync(async () => await zombie.CommitAsync(await stage.PrepareAsync(zombie, stage.Id(1), 1), default));
        await stage.AssertCommittedAsync();
    });

    [Fact]
    public Task Claims_exclude_each_other_and_change_nothing() => OnStageAsync(async stage =>
    {
        var session = await stage.RecoverAsync(1);
        var prepared = await stage.PrepareAsync(session, stage.Id(1), 1);
        await SinkContractStage<T>.CommitAsync(session, prepared);
        var claim = await stage.ClaimAsync();
        var refusal = await Assert.ThrowsAnyAsync<IOException>(() => stage.ClaimAsync().AsTask());
        Assert.DoesNotContain('\n', refusal.Message);
        await claim.DisposeAsync();
        await (await stage.ClaimAsync()).DisposeAsync();
        await stage.ClaimAsync();
        await stage.CrashAsync();
        await (await stage.ClaimAsync()).DisposeAsync();
        await stage.AssertCommittedAsync(1);
    });

    [Fact]
    public Task Discarding_removes_all_that_the_job_wrote_and_nothing_else() => OnStageAsync(async stage =>
    {
        var other = stage.As(new JobId(2), "out-2");
        var theirs = await other.RecoverAsync(1);
        await SinkContractStage<T>.CommitAsync(theirs, await other.PrepareAsync(theirs, other.Id(1), 1));
        var waiting = await other.PrepareAsync(theirs, other.Id(1, after: 1), 2);

        var session = await stage.RecoverAsync(1);
        await SinkContractStage<T>.CommitAsync(session, await stage.PrepareAsync(session, stage.Id(1), 3));
        var prepared = await stage.PrepareAsync(session, stage.Id(1, after: 1), 4);
        await stage.DisposeAllAsync();
        await stage.DiscardAsync();
        await stage.DiscardAsync();
        await stage.AssertCommittedAsync(1);

        await TryAsync(async () => await (await stage.OpenAsync(1)).CommitAsync(prepared, default));
        await SinkContractStage<T>.CommitAsync(theirs, waiting);
        await stage.AssertCommittedAsync(1, 2);

        // The job starts over: the same numbers come again, for other records.
        var again = await stage.RecoverAsync(1);
        await SinkContractStage<T>.CommitAsync(again, await stage.PrepareAsync(again, stage.Id(1), 5));
        await stage.AssertCommittedAsync(1, 2, 5);
    });
}
