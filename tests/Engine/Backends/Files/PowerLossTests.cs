using ActorStream.Backends.Files.Simulated;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Files;

/// <summary>What a simulated power failure may take, and what it may not, over many seeds.</summary>
public sealed class PowerLossTests
{
    private const int Seeds = 200;

    [Fact]
    public async Task Unsynced_write_is_kept_dropped_or_torn_and_a_synced_one_stays()
    {
        var outcomes = await OverSeedsAsync(async (files, _) =>
        {
            await using var writer = await files.CreateAsync("/f");
            await writer.WriteAsync("synced"u8.ToArray());
            await writer.SyncAsync();
            await files.SyncDirectoryAsync("/");
            await writer.WriteAsync("0123"u8.ToArray());
            await writer.WriteAsync("45"u8.ToArray());
        });

        Assert.All(outcomes, static text => Assert.StartsWith("f=synced", text, StringComparison.Ordinal));
        Assert.Contains("f=synced", outcomes);
        Assert.Contains("f=synced012345", outcomes);
        Assert.Contains("f=synced01", outcomes);
        Assert.Contains("f=synced\0\0\0\045", outcomes);
    }

    [Fact]
    public async Task Rename_without_a_directory_sync_may_be_undone_but_never_loses_the_file()
    {
        var outcomes = await OverSeedsAsync(async (files, _) =>
        {
            await CreateSyncedAsync(files, "/t");
            await files.SyncDirectoryAsync("/");
            await files.RenameAsync("/t", "/f");
        });

        Assert.Equal(["f=x", "t=x"], outcomes.Distinct().Order());
    }

    [Fact]
    public async Task Directory_sync_makes_creations_renames_and_deletions_durable()
    {
        var outcomes = await OverSeedsAsync(async (files, _) =>
        {
            await CreateSyncedAsync(files, "/a");
            await CreateSyncedAsync(files, "/b");
            await CreateSyncedAsync(files, "/c");
            await files.RenameAsync("/b", "/d");
            await files.DeleteAsync("/c");
            await files.SyncDirectoryAsync("/");
        });

        Assert.Equal(["a=x d=x"], outcomes.Distinct());
    }

    [Fact]
    public async Task Creation_and_deletion_without_a_directory_sync_may_be_undone()
    {
        var outcomes = await OverSeedsAsync(async (files, _) =>
        {
            await CreateSyncedAsync(files, "/old");
            await files.SyncDirectoryAsync("/");
            await files.DeleteAsync("/old");
            await CreateSyncedAsync(files, "/new");
        });

        Assert.Equal(["", "new=x", "new=x old=x", "old=x"], outcomes.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rename_into_another_directory_never_loses_the_file()
    {
        var outcomes = await OverSeedsAsync(async (files, _) =>
        {
            await files.CreateDirectoryAsync("/d");
            await CreateSyncedAsync(files, "/t");
            await files.SyncDirectoryAsync("/");
            await files.RenameAsync("/t", "/d/f");
            await files.SyncDirectoryAsync("/");
        });

        Assert.Equal(["d/f=x"], outcomes.Distinct());
    }

    [Fact]
    public async Task Older_change_of_a_name_does_not_come_back_over_a_synced_one()
    {
        var outcomes = await OverSeedsAsync(async (files, _) =>
        {
            await files.CreateDirectoryAsync("/d");
            await CreateSyncedAsync(files, "/d/f", "old");
            await CreateSyncedAsync(files, "/t", "new");
            await files.RenameAsync("/t", "/d/f");
            await files.SyncDirectoryAsync("/");
        });

        Assert.Equal(["d/f=new"], outcomes.Distinct());
    }

    [Fact]
    public async Task Sync_after_a_failed_one_does_not_bring_the_bytes_back()
    {
        var failures = 0;
        var outcomes = await OverSeedsAsync(async (files, disk) =>
        {
            var writer = await files.CreateAsync("/f");
            await files.SyncDirectoryAsync("/");
            await writer.WriteAsync("bytes"u8.ToArray());
            disk.Fault = static call => call.Operation == DiskOperation.Sync ? new IOException("injected") : null;
            await Assert.ThrowsAsync<IOException>(async () => await writer.SyncAsync());
            disk.Fault = static _ => null;
            await Assert.ThrowsAsync<IOException>(async () => await writer.SyncAsync());
            failures++;
        });

        Assert.Equal(Seeds, failures);
        Assert.Contains("f=", outcomes);
        Assert.Contains("f=bytes", outcomes);
    }

    [Fact]
    public async Task Sync_after_a_failed_one_does_not_bring_the_names_back_and_a_newer_name_does()
    {
        var outcomes = await OverSeedsAsync(async (files, disk) =>
        {
            await CreateSyncedAsync(files, "/old");
            await CreateSyncedAsync(files, "/a");
            await files.RenameAsync("/a", "/b");
            disk.Fault = static call => call.Operation == DiskOperation.SyncDirectory ? new IOException("injected") : null;
            await Assert.ThrowsAsync<IOException>(async () => await files.SyncDirectoryAsync("/"));
            disk.Fault = static _ => null;
            await CreateSyncedAsync(files, "/new", "copy");
            await files.RenameAsync("/new", "/b");
            await files.SyncDirectoryAsync("/");
        });

        Assert.Equal(["a=x b=copy", "a=x b=copy old=x", "b=copy", "b=copy old=x"], outcomes.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Created_directories_stay()
    {
        var outcomes = await OverSeedsAsync(async (files, _) =>
        {
            await files.CreateDirectoryAsync("/a/b");
            await CreateSyncedAsync(files, "/a/b/f");
            await files.SyncDirectoryAsync("/a/b");
        });

        Assert.Equal(["a/b/f=x"], outcomes.Distinct());
    }

    [Fact]
    public async Task A_directory_whose_process_died_before_its_name_was_synced_may_be_lost()
    {
        var isThere = new HashSet<bool>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var files = disk.Mount("before");
            disk.BeforeCall = call =>
            {
                if (call.Operation == DiskOperation.SyncDirectory) files.Kill();
                return default;
            };
            await Assert.ThrowsAsync<IOException>(async () => await files.CreateDirectoryAsync("/d"));
            disk.LosePower();
            isThere.Add(await disk.Mount("after").StatAsync("/d") is not null);
        }

        Assert.Equal(2, isThere.Count);
    }

    [Fact]
    public async Task A_directory_that_a_process_left_behind_without_syncing_its_name_stays_once_created_again()
    {
        var outcomes = await OverSeedsAsync(async (files, disk) =>
        {
            disk.BeforeCall = call =>
            {
                if (call.Operation == DiskOperation.SyncDirectory) files.Kill();
                return default;
            };
            await Assert.ThrowsAsync<IOException>(async () => await files.CreateDirectoryAsync("/d"));
            disk.BeforeCall = static _ => default;
            var next = disk.Mount("next");
            await next.CreateDirectoryAsync("/d");
            await CreateSyncedAsync(next, "/d/f");
            await next.SyncDirectoryAsync("/d");
        });

        Assert.Equal(["d/f=x"], outcomes.Distinct());
    }

    [Fact]
    public async Task A_directory_whose_sync_failed_is_made_anew()
    {
        var outcomes = await OverSeedsAsync(async (files, disk) =>
        {
            var failures = 2;
            disk.Fault = call => call.Operation == DiskOperation.SyncDirectory && failures-- > 0 ? new IOException("injected") : null;
            await files.CreateDirectoryAsync("/d/e");
            disk.Fault = static _ => null;
            await CreateSyncedAsync(files, "/d/e/f");
            await files.SyncDirectoryAsync("/d/e");
        });

        Assert.Equal(["d/e/f=x"], outcomes.Distinct());
    }

    [Fact]
    public async Task Same_seed_and_calls_give_the_same_disk()
    {
        Task<List<string>> Run() => OverSeedsAsync(async (files, _) =>
        {
            await using var writer = await files.CreateAsync("/f");
            for (var i = 0; i < 20; i++) await writer.WriteAsync("0123456789"u8.ToArray());
        });

        Assert.Equal(await Run(), await Run());
    }

    private static async Task<List<string>> OverSeedsAsync(Func<SimulatedFileSystem, SimulatedDisk, Task> act)
    {
        var outcomes = new List<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new SimulatedDisk(seed);
            await act(disk.Mount("before"), disk);
            disk.LosePower();
            outcomes.Add(string.Join(' ', await DescribeAsync(disk.Mount("after"), "/")));
        }

        return outcomes;
    }

    private static async Task CreateSyncedAsync(SimulatedFileSystem files, string path, string text = "x")
    {
        await using var writer = await files.CreateAsync(path);
        await writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
        await writer.SyncAsync();
    }

    private static async Task<List<string>> DescribeAsync(SimulatedFileSystem files, string directory)
    {
        var lines = new List<string>();
        foreach (var entry in await files.ListAsync(directory))
        {
            if (entry.IsDirectory)
            {
                lines.AddRange(await DescribeAsync(files, entry.Path));
                continue;
            }

            await using var reader = await files.OpenReadAsync(entry.Path);
            var bytes = new byte[reader.Length];
            await reader.ReadAsync(0, bytes);
            lines.Add($"{entry.Path.TrimStart('/')}={System.Text.Encoding.UTF8.GetString(bytes)}");
        }

        return lines;
    }
}
