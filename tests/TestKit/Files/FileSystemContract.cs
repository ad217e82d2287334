using System.Text;
using Xunit;

namespace ActorStream.TestKit;

/// <summary>What every <see cref="IFileSystem"/> promises; each implementation's test class inherits it.</summary>
public abstract class FileSystemContract
{
    /// <summary>The file system under test.</summary>
    protected abstract IFileSystem Files { get; }

    /// <summary>An existing empty directory on it.</summary>
    protected abstract string Root { get; }

    [Fact]
    public async Task What_was_written_is_read_back_at_any_offset()
    {
        await WriteAsync(At("a"), "hello ", "world");

        await using var reader = await Files.OpenReadAsync(At("a"));
        var buffer = new byte[5];

        Assert.Equal(11, reader.Length);
        Assert.Equal(5, await reader.ReadAsync(6, buffer));
        Assert.Equal("world", Encoding.UTF8.GetString(buffer));
        Assert.Equal(0, await reader.ReadAsync(11, buffer));
        Assert.Equal(0, await reader.ReadAsync(100, buffer));
    }

    [Fact]
    public async Task Writer_counts_its_bytes_and_knows_its_path()
    {
        await using var writer = await Files.CreateAsync(At("a"));
        await writer.WriteAsync(new byte[7]);
        await writer.WriteAsync(ReadOnlyMemory<byte>.Empty);

        Assert.Equal(7, writer.Length);
        Assert.Equal(At("a"), writer.Path);
    }

    [Fact]
    public async Task Large_write_arrives_whole()
    {
        var bytes = new byte[3 << 20];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i * 31);
        await using (var writer = await Files.CreateAsync(At("a"))) await writer.WriteAsync(bytes);

        Assert.Equal(bytes, await ReadAsync(At("a")));
    }

    [Fact]
    public async Task Creating_an_existing_name_fails_and_keeps_it()
    {
        await WriteAsync(At("a"), "first");

        await Assert.ThrowsAsync<IOException>(async () => await Files.CreateAsync(At("a")));
        Assert.Equal("first", await ReadTextAsync(At("a")));
    }

    [Fact]
    public async Task Missing_file_is_reported_as_such()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(async () => await Files.OpenReadAsync(At("none")));
        Assert.Contains("none", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Files.OpenReadAsync(At("none/none")));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Files.RenameAsync(At("none"), At("b")));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Files.CreateAsync(At("none/a")));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Files.SyncDirectoryAsync(At("none")));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Files.OpenDirectoryAsync(At("none")));
    }

    [Fact]
    public async Task Directory_held_open_is_synced_again_and_again()
    {
        await using var directory = await Files.OpenDirectoryAsync(At(""));
        await WriteAsync(At("a"), "first");
        await directory.SyncAsync();
        await Files.DeleteAsync(At("a"));
        await directory.SyncAsync();
    }

    [Fact]
    public async Task Rename_replaces_what_had_the_name()
    {
        await WriteAsync(At("old"), "old");
        await WriteAsync(At("new"), "new");

        await Files.RenameAsync(At("new"), At("old"));

        Assert.Equal("new", await ReadTextAsync(At("old")));
        Assert.Null(await Files.StatAsync(At("new")));
    }

    [Fact]
    public async Task Open_file_survives_the_loss_of_its_name()
    {
        await WriteAsync(At("a"), "still here");
        await using var reader = await Files.OpenReadAsync(At("a"));

        await Files.DeleteAsync(At("a"));

        var buffer = new byte[10];
        Assert.Equal(10, await reader.ReadAsync(0, buffer));
    }

    [Fact]
    public async Task Deleting_says_whether_there_was_anything()
    {
        await WriteAsync(At("a"), "x");

        Assert.True(await Files.DeleteAsync(At("a")));
        Assert.False(await Files.DeleteAsync(At("a")));
        Assert.False(await Files.DeleteAsync(At("none/a")));
    }

    [Fact]
    public async Task Deleting_a_directory_takes_all_that_is_in_it()
    {
        await Files.CreateDirectoryAsync(At("d/e/f"));
        await WriteAsync(At("d/a"), "x");
        await WriteAsync(At("d/e/f/b"), "y");

        Assert.True(await Files.DeleteDirectoryAsync(At("d")));
        Assert.False(await Files.DeleteDirectoryAsync(At("d")));
        Assert.Null(await Files.StatAsync(At("d")));
    }

    [Fact]
    public async Task Creating_a_directory_makes_its_parents_and_may_be_repeated()
    {
        await Files.CreateDirectoryAsync(At("x/y/z"));
        await Files.CreateDirectoryAsync(At("x/y/z"));

        Assert.True((await Files.StatAsync(At("x/y")))!.Value.IsDirectory);
    }

    [Fact]
    public async Task Directory_in_place_of_a_file_cannot_be_made()
    {
        await WriteAsync(At("a"), "x");

        await Assert.ThrowsAnyAsync<IOException>(async () => await Files.CreateDirectoryAsync(At("a/b")));
    }

    [Fact]
    public async Task Listing_is_ordered_and_tells_files_from_directories()
    {
        await WriteAsync(At("b"), "12345");
        await WriteAsync(At("B"), "1");
        await Files.CreateDirectoryAsync(At("a"));

        var entries = await Files.ListAsync(Root);

        Assert.Equal(
            [new FileEntry(At("B"), 1, false), new FileEntry(At("a"), 0, true), new FileEntry(At("b"), 5, false)],
            entries.Where(static entry => entry.Name != ".lock"));
        Assert.Empty(await Files.ListAsync(At("none")));
    }

    [Fact]
    public async Task Stat_answers_null_for_nothing()
    {
        await WriteAsync(At("a"), "123");

        Assert.Equal(new FileEntry(At("a"), 3, false), await Files.StatAsync(At("a")));
        Assert.Null(await Files.StatAsync(At("none")));
    }

    [Fact]
    public async Task Second_lock_names_the_first_owner_until_it_lets_go()
    {
        var first = await Files.LockAsync(Root, "job 'one', process 17 on host a");

        var refused = await Assert.ThrowsAsync<DirectoryInUseException>(async () => await Files.LockAsync(Root, "job 'two'"));
        Assert.Equal("job 'one', process 17 on host a", refused.Owner);
        Assert.Equal(Root, refused.Directory);

        await first.DisposeAsync();
        await using var second = await Files.LockAsync(Root, "two");
        refused = await Assert.ThrowsAsync<DirectoryInUseException>(async () => await Files.LockAsync(Root, "three"));
        Assert.Equal("two", refused.Owner);
    }

    [Fact]
    public async Task Lock_released_twice_does_not_free_its_successor()
    {
        var first = await Files.LockAsync(Root, "one");
        await first.DisposeAsync();
        await using var second = await Files.LockAsync(Root, "two");

        await first.DisposeAsync();

        await Assert.ThrowsAsync<DirectoryInUseException>(async () => await Files.LockAsync(Root, "three"));
    }

    [Fact]
    public async Task Cancelled_call_does_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Files.CreateAsync(At("a"), cancelled.Token));
        Assert.Null(await Files.StatAsync(At("a")));
    }

    /// <summary>A path below <see cref="Root"/>.</summary>
    protected string At(string name) => Path.Combine(Root, name);

    /// <summary>Writes a new file, one write per text, without syncing it.</summary>
    protected async Task WriteAsync(string path, params string[] texts)
    {
        await using var writer = await Files.CreateAsync(path);
        foreach (var text in texts) await writer.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The whole file.</summary>
    protected async Task<byte[]> ReadAsync(string path)
    {
        await using var reader = await Files.OpenReadAsync(path);
        var bytes = new byte[reader.Length];
        for (var read = 0; read < bytes.Length;)
        {
            var count = await reader.ReadAsync(read, bytes.AsMemory(read));
            Assert.NotEqual(0, count);
            read += count;
        }

        return bytes;
    }

    /// <summary>The whole file as text.</summary>
    protected async Task<string> ReadTextAsync(string path) => Encoding.UTF8.GetString(await ReadAsync(path));
}
