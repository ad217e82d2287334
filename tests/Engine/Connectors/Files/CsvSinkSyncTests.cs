using ActorStream.Backends.Files.Simulated;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

/// <summary>The CSV sink on a disk that fails some of its syncs.</summary>
public sealed class CsvSinkSyncTests : IAsyncDisposable
{
    private readonly SimulatedOutput<string> _output = new(
        static directory => TextFile.ExactlyOnce(directory), static number => new string('x', 50_000) + number, "out",
        static text => text.Split('\n')[..^1]);

    private readonly SinkContractStage<string> _stage;

    public CsvSinkSyncTests() => _stage = new SinkContractStage<string>(_output);

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData(DiskOperation.Sync, 1)]
    [InlineData(DiskOperation.Sync, 2)]
    [InlineData(DiskOperation.SyncDirectory, 1)]
    [InlineData(DiskOperation.SyncDirectory, 2)]
    internal async Task Rows_whose_file_could_not_be_synced_are_written_anew_and_survive_a_power_failure(DiskOperation failing, int times)
    {
        var session = await _stage.RecoverAsync(1);
        var transaction = await _stage.BeginAsync(session, _stage.Id(1), 1, 2, 3);
        var failures = 0;
        _output.Disk.Fault = call => call.Operation == failing && failures++ < times ? new IOException("injected") : null;

        var prepared = await _stage.PreCommitAsync(transaction, _stage.Id(1));
        await _output.CrashAsync();
        await _stage.RecoverAsync(2, prepared);

        Assert.Equal([1, 2, 3], (await _output.ReadCommittedAsync()).Select(static row => int.Parse(row.AsSpan(50_000))));
        Assert.True(failures > times);
    }

    [Fact]
    public async Task Recovery_of_many_transactions_ends_on_a_disk_that_fails_every_seventh_sync()
    {
        var session = await _stage.RecoverAsync(1);
        var prepared = new List<Committable>();
        foreach (var after in Enumerable.Range(0, 6))
        {
            prepared.Add(await _stage.PrepareAsync(session, _stage.Id(1, after: after), after));
            await SinkContractStage<string>.CommitAsync(session, prepared[^1]);
        }

        var (syncs, epoch, failures) = (0, 2, 0);
        _output.Disk.Fault = call => call.Operation is DiskOperation.Sync or DiskOperation.SyncDirectory && ++syncs % 7 == 0
            ? new IOException("injected") : null;
        while (failures < 5)
        {
            try
            {
                await _stage.RecoverAsync(epoch++, [.. prepared]);
                break;
            }
            catch (IOException)
            {
                failures++;
            }
        }

        Assert.True(failures < 5 && syncs > 7, $"{failures} recoveries of 5 failed");
        _output.Disk.Fault = static _ => null;
        await _output.CrashAsync();
        Assert.Equal([0, 1, 2, 3, 4, 5], (await _output.ReadCommittedAsync()).Select(static row => int.Parse(row.AsSpan(50_000))));
    }

    [Fact]
    public async Task Disk_that_never_syncs_fails_the_transaction()
    {
        var session = await _stage.RecoverAsync(1);
        var transaction = await _stage.BeginAsync(session, _stage.Id(1), 1);
        _output.Disk.Fault = static call => call.Operation == DiskOperation.Sync ? new IOException("injected") : null;
        await Assert.ThrowsAsync<IOException>(async () => await transaction.PreCommitAsync(default));
    }
}
