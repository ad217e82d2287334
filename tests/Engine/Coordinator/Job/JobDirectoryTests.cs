using ActorStream.Backends;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using ActorStream.Tests.Engine.Coordinator.Journal;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Job;

public sealed class JobDirectoryTests
{
    private readonly SimulatedFileSystem _files = new SimulatedDisk(seed: 1).Mount("test");

    [Fact]
    public async Task Second_opening_names_the_first_until_that_is_disposed()
    {
        var first = await JobDirectory.OpenAsync(_files, "/job", "process 1");

        var refused =
            await Assert.ThrowsAsync<DirectoryInUseException>(async () => await JobDirectory.OpenAsync(_files, "/job", "process 2"));
        Assert.Equal("process 1", refused.Owner);
        await first.DisposeAsync();
        await using var second = await JobDirectory.OpenAsync(_files, "/job", "process 2");
    }

    [Fact]
    public async Task History_is_that_of_the_journal()
    {
        await using var directory = await JobDirectory.OpenAsync(_files, "/job", "process 1");
        Assert.Null((await directory.ReadHistoryAsync()).Created);
        await JournalContract.AppendAsync(directory.Journal, JournalContract.Script);

        var history = await directory.ReadHistoryAsync();

        Assert.Equal(new JobId(17), history.Created!.Job);
        Assert.Equal((2, 11), (history.End.Term, history.End.Sequence));
        Assert.Equal((2, 2, 2), (history.Epoch, history.RestorePoint!.Checkpoint, history.CommittedThrough));
        Assert.True(history.IsStopRequested);
        Assert.True(history.Finished!.Stopped);
    }

    [Fact]
    public async Task Manifest_without_a_journal_is_an_error()
    {
        await using var directory = await JobDirectory.OpenAsync(_files, "/job", "process 1");
        await new ManifestStore(directory.Checkpoints).WriteAsync(
            GatheredFiles.Of(new CheckpointManifest(new JobId(1), "g", new CheckpointAttempt(1, 1), 1, [], [])), stop: false, default);

        var error = await Assert.ThrowsAsync<IOException>(async () => await directory.ReadHistoryAsync());
        Assert.Contains("chk-1-e1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journal_that_lost_a_marked_decision_is_an_error_and_stays_as_it_is()
    {
        await using var directory = await JobDirectory.OpenAsync(_files, "/job", "process 1");
        await directory.ReadHistoryAsync();
        await JournalContract.AppendAsync(directory.Journal, JournalContract.Script[..8]);
        foreach (var decided in (CheckpointAttempt[])[new(1, 1), new(2, 2)])
        {
            await directory.Checkpoints.PrepareAsync(decided);
            await directory.Checkpoints.MarkDecidedAsync(decided);
        }

        var before = await _files.ListAsync("/job/journal");
        var error = await Assert.ThrowsAsync<IOException>(async () => await directory.ReadHistoryAsync());
        Assert.Contains("chk-2-e2", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _files.ListAsync("/job/journal"));

        await JournalContract.AppendAsync(directory.Journal, JournalContract.Script[8..]);
        Assert.Equal(2, (await directory.ReadHistoryAsync()).RestorePoint!.Checkpoint);
    }

    [Fact]
    public async Task Discarding_leaves_nothing_of_the_job()
    {
        await using var directory = await JobDirectory.OpenAsync(_files, "/job", "process 1");
        await directory.ReadHistoryAsync();
        await JournalContract.AppendAsync(directory.Journal, JournalContract.Script[..2]);
        await directory.Checkpoints.PrepareAsync(new CheckpointAttempt(1, 1));

        await directory.DiscardAsync();

        Assert.Empty(await _files.ListAsync("/job"));
        Assert.Null((await directory.ReadHistoryAsync()).Created);
    }

    [Fact]
    public async Task Power_lost_in_the_middle_of_discarding_leaves_a_directory_that_can_be_read()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            for (var lost = 1; ; lost++)
            {
                var disk = new SimulatedDisk(seed);
                var directory = await JobDirectory.OpenAsync(disk.Mount("first"), "/job", "process 1");
                await directory.ReadHistoryAsync();
                await JournalContract.AppendAsync(directory.Journal, JournalContract.Script[..4]);
                await new ManifestStore(directory.Checkpoints).WriteAsync(
                    GatheredFiles.Of(new CheckpointManifest(new JobId(17), "g", new CheckpointAttempt(1, 1), 1, [], [])), stop: false,
                    default);
                await directory.Checkpoints.MarkDecidedAsync(new CheckpointAttempt(1, 1));
                var calls = 0;
                disk.BeforeCall = _ =>
                {
                    if (++calls == lost) disk.LosePower();
                    return default;
                };

                try
                {
                    await directory.DiscardAsync();
                }
                catch (IOException)
                {
                }

                disk.LosePower();
                disk.BeforeCall = static _ => default;
                await using var again = await JobDirectory.OpenAsync(disk.Mount("second"), "/job", "process 2");
                await again.ReadHistoryAsync();
                if (calls < lost) break;
            }
        }
    }

    [Fact]
    public void Compaction_keeps_what_a_recovery_needs()
    {
        var history = JobHistory.Replay(JournalContract.Script);
        history.Forget(static completed => completed.Checkpoint < 2);

        var kept = JobHistory.Replay(JournalContract.Script.Where(history.WhatIsNeeded()));

        Assert.Equal(history.Created, kept.Created);
        Assert.Equal(history.End, kept.End);
        Assert.Equal(history.Epoch, kept.Epoch);
        Assert.Equal(history.RestorePoint, kept.RestorePoint);
        Assert.Equal(history.CommittedThrough, kept.CommittedThrough);
        Assert.Equal(history.Finished, kept.Finished);
        Assert.Single(kept.Completed);
    }

    [Fact]
    public void Restore_point_is_never_forgotten()
    {
        var history = JobHistory.Replay(JournalContract.Script);

        history.Forget(static _ => true);

        Assert.Equal(2, history.RestorePoint!.Checkpoint);
    }
}
