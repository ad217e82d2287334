using ActorStream.Backends;
using ActorStream.Backends.Files;
using ActorStream.Backends.Files.Simulated;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Storage;

public sealed class CheckpointStorageTests
{
    private readonly SimulatedFileSystem _files = new SimulatedDisk(seed: 1).Mount("test");
    private readonly CheckpointStorage _storage;

    public CheckpointStorageTests() => _storage = new CheckpointStorage(_files, "/job");

    [Fact]
    public void Each_attempt_and_subtask_has_a_place_of_its_own()
    {
        string[] paths =
        [
            CheckpointStorage.SnapshotPath(new(7, 2), 1, 0, 3),
            CheckpointStorage.SnapshotPath(new(7, 3), 1, 0, 3),
            CheckpointStorage.SnapshotPath(new(8, 2), 1, 0, 3),
            CheckpointStorage.SnapshotPath(new(7, 2), 0, 1, 3),
            CheckpointStorage.SnapshotPath(new(7, 2), 1, 0, 4),
            CheckpointStorage.ManifestPath(new(7, 2)),
        ];

        Assert.Equal("chk-7-e2/1.0-3.keyed", paths[0]);
        Assert.Equal(paths.Length, paths.Distinct().Count());
    }

    [Theory]
    [InlineData("../other/journal")]
    [InlineData("chk-1-e1/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("chk-1-e1//x")]
    [InlineData("chk-1-e1\\..\\x")]
    [InlineData("c:x")]
    [InlineData("")]
    public void Path_that_leads_out_of_the_directory_is_refused(string path) =>
        Assert.Throws<IOException>(() => _storage.FullPath(path));

    [Fact]
    public async Task Attempts_are_listed_oldest_first_and_nothing_else_is()
    {
        foreach (var name in (string[])["chk-10-e1", "chk-9-e1", "chk-2-e3", "chk-02-e3", "chk-x-e1", "chk-1", "journal", "mine"])
            await _files.CreateDirectoryAsync($"/job/{name}");

        Assert.Equal([new(9, 1), new(10, 1), new CheckpointAttempt(2, 3)], await _storage.ListAsync());
    }

    [Fact]
    public async Task Deleting_keeps_what_is_referenced_or_not_ours()
    {
        var attempt = new CheckpointAttempt(7, 2);
        await WriteAsync(attempt, "manifest.json", "0.0-0.keyed", "0.1-0.keyed", "notes.txt");

        var deleted = await _storage.DeleteAsync(attempt, new HashSet<string> { "chk-7-e2/0.1-0.keyed" }, static _ => false);

        Assert.Equal(2, deleted);
        Assert.Equal(["0.1-0.keyed", "notes.txt"], (await _files.ListAsync("/job/chk-7-e2")).Select(static entry => entry.Name));
    }

    [Fact]
    public async Task Deleting_the_last_file_takes_the_directory()
    {
        var attempt = new CheckpointAttempt(7, 2);
        await WriteAsync(attempt, "manifest.json", "0.0-0.keyed", "manifest.json.tmp", "0.1-0.keyed.tmp", "decided");

        Assert.Equal(5, await _storage.DeleteAsync(attempt, new HashSet<string>(), static _ => false));
        Assert.Null(await _files.StatAsync("/job/chk-7-e2"));
        Assert.Equal(0, await _storage.DeleteAsync(attempt, new HashSet<string>(), static _ => false));
    }

    [Fact]
    public async Task Deleting_what_has_come_to_be_needed_is_a_defect()
    {
        var attempt = new CheckpointAttempt(7, 2);
        await WriteAsync(attempt, "manifest.json");

        await Assert.ThrowsAsync<InvariantViolatedException>(
            async () => await _storage.DeleteAsync(attempt, new HashSet<string>(), static path => path == "chk-7-e2/manifest.json"));
        Assert.NotNull(await _files.StatAsync("/job/chk-7-e2/manifest.json"));
    }

    private async Task WriteAsync(CheckpointAttempt attempt, params string[] names)
    {
        await _storage.PrepareAsync(attempt);
        foreach (var name in names) await _files.ReplaceAsync($"/job/{attempt.DirectoryName}/{name}", new byte[1]);
    }
}
