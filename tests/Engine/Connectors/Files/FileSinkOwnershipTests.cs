using ActorStream.Backends.Files.Simulated;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

/// <summary>Whose directory it is.</summary>
public sealed class FileSinkOwnershipTests
{
    private const string Directory = "data/out";
    private readonly SimulatedDisk _disk = new(seed: 1);
    private readonly ITransactionalSink<string> _sink = TextFile.ExactlyOnce(Directory);

    [Fact]
    public async Task A_claim_of_which_nothing_came_leaves_nothing_behind()
    {
        await (await _sink.ClaimAsync(Context(1), default)).DisposeAsync();
        Assert.Empty(await Files.ListAsync(""));
    }

    [Fact]
    public async Task A_directory_that_was_there_before_stays()
    {
        await Files.CreateDirectoryAsync(Directory);
        await (await _sink.ClaimAsync(Context(1), default)).DisposeAsync();
        Assert.NotNull(await Files.StatAsync(Directory));
    }

    [Fact]
    public async Task A_job_without_rows_keeps_its_directory()
    {
        var claim = await _sink.ClaimAsync(Context(1), default);
        await RecoverAsync(Context(1));
        await claim.DisposeAsync();
        Assert.NotNull(await Files.StatAsync(Directory));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_created_is_refused_and_nothing_changes()
    {
        await (await Files.CreateAsync("data")).DisposeAsync();
        var error = await Assert.ThrowsAnyAsync<IOException>(async () => await _sink.ClaimAsync(Context(1), default));
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(Assert.Single(await Files.ListAsync("")).IsDirectory);
    }

    [Fact]
    public async Task A_directory_in_use_is_refused_and_its_user_named()
    {
        await using var claim = await _sink.ClaimAsync(Context(1), default);
        var error = await Assert.ThrowsAsync<DirectoryInUseException>(async () => await _sink.ClaimAsync(Context(2, "other"), default));
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        Assert.Contains("job 'job'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_for_two_sinks_of_a_job_is_refused()
    {
        await using var claim = await _sink.ClaimAsync(Context(1), default);
        var error = await Assert.ThrowsAsync<IOException>(async () => await _sink.ClaimAsync(Context(1) with { Uid = "second" }, default));
        Assert.Contains("belongs to another sink of this job", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_of_another_job_is_refused_and_kept()
    {
        await CommitAsync(Context(1, "sales"));
        foreach (var fresh in (bool[])[false, true])
        {
            var error = await Assert.ThrowsAsync<IOException>(
                async () => await _sink.ClaimAsync(Context(2) with { Fresh = fresh }, default));
            Assert.Contains("job 'sales'", error.Message, StringComparison.Ordinal);
        }

        Assert.Single(await CommittedAsync());
        await (await _sink.ClaimAsync(Context(1, "sales"), default)).DisposeAsync();
    }

    [Fact]
    public async Task Output_whose_checkpoints_are_lost_is_not_written_a_second_time()
    {
        await CommitAsync(Context(1));
        var error = await Assert.ThrowsAsync<IOException>(async () => await _sink.ClaimAsync(Context(2), default));
        Assert.Contains("--fresh", error.Message, StringComparison.Ordinal);

        var fresh = Context(2) with { Fresh = true };
        await using (await _sink.ClaimAsync(fresh, default))
        {
            await _sink.DiscardAsync(fresh, default);
            Assert.Empty(await CommittedAsync());
        }

        await (await _sink.ClaimAsync(Context(3), default)).DisposeAsync();
    }

    [Fact]
    public async Task A_discarded_job_that_starts_under_a_new_id_can_be_discarded_again()
    {
        foreach (var id in (ulong[])[1, 2, 3])
        {
            await using var claim = await _sink.ClaimAsync(Context(id) with { Fresh = true }, default);
            await _sink.DiscardAsync(Context(id) with { Fresh = true }, default);
            Assert.Empty(await CommittedAsync());
            await CommitAsync(Context(id + 10));
        }

        Assert.Single(await CommittedAsync());
    }

    [Fact]
    public async Task Rows_that_were_never_committed_do_not_bind_a_directory()
    {
        await PrepareAsync(Context(1));
        await using var claim = await _sink.ClaimAsync(Context(2), default);
        await RecoverAsync(Context(2));
        Assert.DoesNotContain(await Files.ListAsync(Directory), entry => entry.Name.StartsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Output_of_the_job_that_it_comes_from_is_its_own_past()
    {
        var next = Context(2) with { Epoch = 1_000_000_001, Lineage = [new JobId(1)], OriginCheckpoint = 1 };
        await CommitAsync(Context(1));
        await using (await _sink.ClaimAsync(next, default)) await RecoverAsync(next, 1);
        Assert.Single(await CommittedAsync());

        await using (await _sink.ClaimAsync(next with { Fresh = true }, default)) await _sink.DiscardAsync(next with { Fresh = true }, default);
        Assert.Empty(await CommittedAsync());
    }

    [Fact]
    public async Task Output_behind_the_savepoint_that_a_job_is_started_from_is_not_written_a_second_time()
    {
        var next = Context(2) with { Epoch = 1_000_000_001, Lineage = [new JobId(1)], OriginCheckpoint = 0 };
        await CommitAsync(Context(1));

        var error = await Assert.ThrowsAnyAsync<IOException>(async () => await _sink.ClaimAsync(next, default));
        Assert.Contains("start from its last one, or choose another output directory", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(async () => await RecoverAsync(next, 0));
    }

    [Fact]
    public async Task What_the_job_before_had_prepared_is_committed_or_goes_and_it_may_act_no_more()
    {
        var (before, next) = (Context(1), Context(2) with { Epoch = 1_000_000_001, Lineage = [new JobId(1)], OriginCheckpoint = 1 });
        var prepared = await PrepareAsync(before);
        await RecoverAsync(next, 1, prepared);
        Assert.Single(await CommittedAsync());
        await using var late = await _sink.OpenAsync(before, default);
        await Assert.ThrowsAnyAsync<IOException>(async () => await late.BeginAsync(prepared.Transaction, default));
    }

    [Fact]
    public async Task Output_is_found_under_the_uid_that_the_sink_had_before()
    {
        await CommitAsync(Context(1));
        await Assert.ThrowsAnyAsync<IOException>(async () => await _sink.ClaimAsync(Context(1) with { Uid = "rows" }, default));
        await (await _sink.ClaimAsync(Context(1) with { Uid = "rows", FormerUid = "out" }, default)).DisposeAsync();
    }

    [Fact]
    public async Task Files_that_no_sink_wrote_are_nobodys_business()
    {
        await Files.CreateDirectoryAsync(Directory);
        string[] foreign = ["part-of-a-book.txt", ".part-1.txt", "notes.csv", "part-0123456789abcdef.csv"];
        foreach (var name in foreign)
        {
            await (await Files.CreateAsync($"{Directory}/{name}")).DisposeAsync();
        }

        await using var claim = await _sink.ClaimAsync(Context(1), default);
        await CommitAsync(Context(1));
        await _sink.DiscardAsync(Context(1), default);
        var left = (await Files.ListAsync(Directory)).Select(entry => entry.Name).Where(name => name != ".lock");
        Assert.Equal(foreign.Order(StringComparer.Ordinal), left);
    }

    [Fact]
    public async Task A_damaged_marker_is_an_error_not_a_guess()
    {
        await CommitAsync(Context(1));
        await Files.DeleteAsync($"{Directory}/.job");
        await using (var file = await Files.CreateAsync($"{Directory}/.job"))
        {
            await file.WriteAsync("00000000000000000000000000000001\njob\nout\ncrc32c 00000000\n"u8.ToArray());
        }

        var error = await Assert.ThrowsAnyAsync<IOException>(async () => await _sink.ClaimAsync(Context(2), default));
        Assert.Contains(".job' is damaged", error.Message, StringComparison.Ordinal);
    }

    private IFileSystem Files => _disk.Mount("process");

    private SinkContext Context(ulong job, string name = "job") => new()
    {
        JobName = name,
        Job = new JobId(job),
        Uid = "out",
        Epoch = 1,
        Parallelism = 1,
        Files = Files,
        Time = TimeProvider.System,
        Logger = NullLogger.Instance,
    };

    private async Task<IReadOnlyList<string>> CommittedAsync() =>
        [.. (await Files.ListAsync(Directory)).Select(entry => entry.Name).Where(name => name[0] != '.')];

    private async Task RecoverAsync(SinkContext context, long checkpoint = 0, params Committable[] committables)
    {
        await using var session = await _sink.OpenAsync(context, default);
        await session.RecoverAsync(new SinkRecovery([context.Job, .. context.Lineage], context.Epoch, checkpoint, committables), default);
    }

    private async Task<Committable> PrepareAsync(SinkContext context)
    {
        await Files.CreateDirectoryAsync(Directory);
        await RecoverAsync(context);
        await using var session = await _sink.OpenAsync(context, default);
        var id = new SinkTransactionId(context.Job, "out", 0, 1, 0);
        await using var transaction = await session.BeginAsync(id, default);
        await transaction.WriteAsync(new[] { "row" }, default);
        return new Committable(id, 1, (await transaction.PreCommitAsync(default))!);
    }

    private async Task CommitAsync(SinkContext context)
    {
        var prepared = await PrepareAsync(context);
        await using var session = await _sink.OpenAsync(context, default);
        Assert.Equal(CommitOutcome.Committed, await session.CommitAsync(prepared, default));
    }
}
