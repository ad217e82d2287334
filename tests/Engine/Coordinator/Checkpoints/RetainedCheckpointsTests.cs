using ActorStream.Backends;
using ActorStream.Backends.Files;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Checkpoints;

public sealed class RetainedCheckpointsTests
{
    private readonly SimulatedFileSystem _files = new SimulatedDisk(seed: 1).Mount("test");
    private readonly CheckpointStorage _storage;
    private readonly RetainedCheckpoints _retained = new(most: 2);

    public RetainedCheckpointsTests() => _storage = new CheckpointStorage(_files, "/job");

    [Fact]
    public void Only_the_newest_are_kept()
    {
        foreach (var n in (long[])[1, 2, 3]) _retained.Add(new(n, 1), []);

        Assert.Equal([2, 3], _retained.Checkpoints);
    }

    [Fact]
    public async Task File_that_a_newer_checkpoint_shares_outlives_its_own_checkpoint()
    {
        await WriteAsync(
            "chk-1-e1/0.0-0.keyed", "chk-1-e1/0.1-0.keyed", "chk-1-e1/manifest.json", "chk-2-e1/manifest.json", "chk-3-e1/manifest.json");
        _retained.Add(new(1, 1), ["chk-1-e1/0.0-0.keyed", "chk-1-e1/0.1-0.keyed", "chk-1-e1/manifest.json"]);
        _retained.Add(new(2, 1), ["chk-1-e1/0.0-0.keyed", "chk-2-e1/manifest.json"]);
        _retained.Add(new(3, 1), ["chk-1-e1/0.0-0.keyed", "chk-3-e1/manifest.json"]);

        Assert.Equal(["chk-1-e1/0.0-0.keyed", "chk-2-e1/manifest.json", "chk-3-e1/manifest.json"], await CleanAsync(static _ => false));
    }

    [Fact]
    public async Task Garbage_of_aborted_rounds_and_older_epochs_goes_and_rounds_under_way_stay()
    {
        await WriteAsync(
            "chk-3-e1/manifest.json", "chk-4-e1/0.0-0.keyed", "chk-4-e2/manifest.json", "chk-5-e2/0.0-0.keyed", "chk-1-e3/0.0-0.keyed");
        _retained.Add(new(4, 2), ["chk-4-e2/manifest.json"]);

        Assert.Equal(
            ["chk-1-e3/0.0-0.keyed", "chk-4-e2/manifest.json", "chk-5-e2/0.0-0.keyed"],
            await CleanAsync(static attempt => attempt.Epoch > 2 || attempt is { Epoch: 2, Checkpoint: > 4 }));
    }

    [Fact]
    public async Task Checkpoint_whose_files_are_unknown_keeps_its_directory_and_what_it_may_build_on()
    {
        await WriteAsync(
            "chk-2-e1/0.0-0.keyed", "chk-3-e1/0.0-0.keyed", "chk-3-e1/manifest.json", "chk-4-e1/0.0-0.keyed", "chk-5-e1/manifest.json");
        _retained.Add(new(3, 1), files: null);
        _retained.Add(new(5, 1), ["chk-5-e1/manifest.json"]);

        Assert.Equal(
            ["chk-2-e1/0.0-0.keyed", "chk-3-e1/0.0-0.keyed", "chk-3-e1/manifest.json", "chk-5-e1/manifest.json"],
            await CleanAsync(static _ => false));
    }

    [Fact]
    public void What_a_round_under_way_builds_on_is_kept_until_it_is_over()
    {
        foreach (var n in (long[])[1, 2]) _retained.Add(new(n, 1), [$"chk-{n}-e1/manifest.json"]);
        _retained.Add(new(3, 1), ["chk-3-e1/manifest.json"], oldestBase: 1);
        Assert.Equal([1, 2, 3], _retained.Checkpoints);
        Assert.True(_retained.Holds("chk-1-e1/manifest.json"));

        _retained.Add(new(4, 1), ["chk-4-e1/manifest.json"], oldestBase: 3);
        Assert.Equal([3, 4], _retained.Checkpoints);
        Assert.False(_retained.Holds("chk-1-e1/manifest.json"));
    }

    [Fact]
    public async Task What_is_not_ours_stays()
    {
        await WriteAsync("journal/segment-00000001.journal", "notes.txt", "chk-1-e1/notes.txt");

        Assert.Equal(["chk-1-e1/notes.txt", "journal/segment-00000001.journal", "notes.txt"], await CleanAsync(static _ => false));
    }

    private async Task<IEnumerable<string>> CleanAsync(Func<CheckpointAttempt, bool> isUnderWay)
    {
        await new CheckpointCleaner(_storage).CleanAsync(_retained.Clear(isUnderWay), default);
        return (await WalkAsync("/job")).Order(StringComparer.Ordinal);
    }

    private async Task<List<string>> WalkAsync(string directory)
    {
        var paths = new List<string>();
        foreach (var entry in await _files.ListAsync(directory))
        {
            if (entry.IsDirectory) paths.AddRange(await WalkAsync(entry.Path));
            else paths.Add(entry.Path["/job/".Length..]);
        }

        return paths;
    }

    private async Task WriteAsync(params string[] paths)
    {
        foreach (var path in paths)
        {
            await _files.CreateDirectoryAsync(Path.GetDirectoryName($"/job/{path}")!);
            await _files.ReplaceAsync($"/job/{path}", new byte[1]);
        }
    }
}
