using ActorStream.Backends.Files;
using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;
using ActorStream.Hosting.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Jobs;

public sealed class JobPreparationTests : IDisposable
{
    private readonly JobFolder _folder = new();
    private readonly List<string> _calls = [];

    [Fact]
    public async Task Prepared_job_holds_its_targets_until_it_is_disposed()
    {
        await using (var prepared = await PrepareAsync())
        {
            Assert.Equal(["claim out"], _calls);
            Assert.Equal(_folder.JobDirectory, prepared!.Directory);
            Assert.NotEqual(default, prepared.Launch.Run.NewJob);
            var refusal = await Assert.ThrowsAsync<DirectoryInUseException>(() => PrepareAsync());
            Assert.Contains($"job 'counts' in process {Environment.ProcessId} on ", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["claim out", "claim out", "release out", "release out"], _calls);
        await using var again = await PrepareAsync();
        Assert.NotNull(again);
    }

    [Fact]
    public async Task Id_in_the_journal_stays()
    {
        await _folder.LeaveJournalAsync(new EpochStarted(1, 0, "graph"));
        await using var prepared = await PrepareAsync();
        Assert.Equal(JobFolder.Job, prepared!.Launch.Run.NewJob);
    }

    [Fact]
    public async Task Finished_job_is_left_untouched()
    {
        await _folder.LeaveJournalAsync(new Finished(Stopped: false));
        var before = _folder.Contents();
        Assert.Null(await PrepareAsync());
        Assert.Equal(before, _folder.Contents());
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Fresh_start_discards_output_then_checkpoints_and_takes_a_new_id()
    {
        await _folder.LeaveJournalAsync(new Finished(Stopped: false));
        Directory.CreateDirectory(Path.Combine(_folder.JobDirectory, "chk-1-e1"));
        await File.WriteAllTextAsync(Path.Combine(_folder.JobDirectory, "notes.txt"), "somebody else's");
        await using var prepared = await PrepareAsync(fresh: true);
        Assert.Equal(["claim out", $"discard out of {JobFolder.Job}"], _calls);
        var left = Directory.EnumerateFileSystemEntries(_folder.JobDirectory).Select(Path.GetFileName);
        Assert.Equal([".lock", "notes.txt"], left.Order(StringComparer.Ordinal));
        Assert.NotEqual(JobFolder.Job, prepared!.Launch.Run.NewJob);
    }

    [Fact]
    public async Task Discarding_that_a_crash_cut_short_is_gone_on_with()
    {
        await _folder.LeaveJournalAsync(new Finished(Stopped: false));
        await File.WriteAllTextAsync(Path.Combine(_folder.JobDirectory, "discarding"), "");
        await using var prepared = await PrepareAsync(fresh: false);
        Assert.Equal(["claim out", $"discard out of {JobFolder.Job}"], _calls);
        Assert.Equal([".lock"], Directory.EnumerateFileSystemEntries(_folder.JobDirectory).Select(Path.GetFileName));
        Assert.NotNull(prepared);
    }

    [Fact]
    public async Task Refusing_source_or_sink_leaves_nothing_behind()
    {
        var before = _folder.Contents();
        var noInput = new FileNotFoundException("no input");
        Assert.Same(noInput, await Assert.ThrowsAsync<FileNotFoundException>(() => PrepareAsync(source: new FakeSource(noInput))));
        var noOutput = new IOException("no output");
        Assert.Same(noOutput, await Assert.ThrowsAsync<IOException>(() => PrepareAsync(second: new FakeSink(_calls, noOutput))));
        Assert.Equal(["claim out", "release out"], _calls);
        Assert.Equal(before, _folder.Contents());
    }

    [Fact]
    public async Task Checkpoint_directory_below_a_file_is_refused_before_a_sink_is_claimed()
    {
        await File.WriteAllTextAsync(_folder.Checkpoints, "a file");
        var refusal = await Assert.ThrowsAsync<IOException>(() => PrepareAsync());
        Assert.Equal($"Checkpoint directory '{_folder.JobDirectory}' cannot be made: '{_folder.Checkpoints}' is a file.", refusal.Message);
        Assert.Empty(_calls);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<PreparedJob?> PrepareAsync(bool fresh = false, FakeSource? source = null, FakeSink? second = null)
    {
        var services = new ServiceCollection().BuildServiceProvider();
        var preparation = new JobPreparation(new LocalFileSystem(), TimeProvider.System, NullLoggerFactory.Instance, services);
        var definition = new JobDefinition("counts", job => Declare(job, source ?? new FakeSource(), second), null);
        var settings = new ActorStreamSettings { Checkpoint = new CheckpointSettings { Directory = _folder.Checkpoints } };
        return await preparation.PrepareAsync(
            definition, settings, CommandLineSettings.None with { Fresh = fresh }, CancellationToken.None);
    }

    private void Declare(JobBuilder job, FakeSource source, FakeSink? second)
    {
        var records = job.From(source, uid: "in");
        records.To(new FakeSink(_calls), uid: "out");
        if (second is not null)
            records.To(second, uid: "out-2");
    }
}
