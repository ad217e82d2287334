using ActorStream.Backends.Files;
using ActorStream.Backends.Files.Simulated;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Files;

/// <summary>What a failed sync lost is written anew, and only then counts as durable.</summary>
public sealed class LostFileTests
{
    private readonly SimulatedDisk _disk = new(seed: 3);

    [Theory]
    [InlineData(DiskOperation.Sync)]
    [InlineData(DiskOperation.SyncDirectory)]
    internal async Task File_whose_sync_failed_is_durable_once_written_anew(DiskOperation failing)
    {
        var failures = 0;
        _disk.Fault = call => call.Operation == failing && failures++ == 0 ? new IOException("injected") : null;

        await _disk.Mount("writer").ReplaceAsync("/file", "all of it"u8.ToArray());
        _disk.LosePower();

        Assert.Equal("all of it"u8.ToArray(), await _disk.Mount("reader").ReadAllAsync("/file", 100));
        Assert.Equal(2, failures);
    }

    [Fact]
    public async Task Name_that_the_failed_sync_of_another_writer_lost_is_made_anew()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var other = disk.Mount("other");
            var failed = false;
            disk.Fault = static call => call is { Process: "other", Operation: DiskOperation.SyncDirectory }
                ? new IOException("injected")
                : null;
            disk.BeforeCall = async call =>
            {
                if (failed || call is not { Process: "writer", Operation: DiskOperation.SyncDirectory }) return;
                failed = true;
                await Assert.ThrowsAsync<IOException>(async () => await other.SyncDirectoryAsync("/"));
            };

            await disk.Mount("writer").ReplaceAsync("/file", "all of it"u8.ToArray());
            Assert.True(failed);
            disk.LosePower();

            Assert.Equal("all of it"u8.ToArray(), await disk.Mount("reader").ReadAllAsync("/file", 100));
        }
    }

    [Fact]
    public async Task Disk_that_never_syncs_is_not_tried_for_ever()
    {
        _disk.Fault = static call => call.Operation == DiskOperation.Sync ? new IOException("injected") : null;
        await Assert.ThrowsAsync<IOException>(async () => await _disk.Mount("writer").ReplaceAsync("/file", "all of it"u8.ToArray()));
    }

    [Fact]
    public async Task Full_disk_is_told_at_once()
    {
        var writes = 0;
        _disk.Fault = call => call.Operation == DiskOperation.Write ? new DiskFullException($"injected {++writes}") : null;
        await Assert.ThrowsAsync<DiskFullException>(async () => await _disk.Mount("writer").ReplaceAsync("/file", "all of it"u8.ToArray()));
        Assert.Equal(1, writes);
    }
}
