using ActorStream.Tests.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace ActorStream.Tests.EndToEnd;

/// <summary>
/// Files of a killed job damaged before it is started again: the process refuses and names the file, and goes on once the file is put back;
/// or it goes on at once. Every file and every byte, without processes: the tests of damage in tests/Engine.
/// </summary>
public sealed class DamagedFileTests(KilledJob killed, ITestOutputHelper output) : IClassFixture<KilledJob>
{
    const int Refused = 2;
    const int Failed = 1;

    [Theory]
    [InlineData("journal", "empty", Refused)]
    [InlineData("journal", "half", Refused)]
    [InlineData("journal", "changed", Refused)]
    [InlineData("journal", "older", Refused)]
    [InlineData("manifest", "half", Failed)]
    [InlineData("manifest", "changed", Failed)]
    [InlineData("manifest", "removed", Failed)]
    [InlineData("manifest", "older", Failed)]
    [InlineData("state", "less a byte", Failed)]
    [InlineData("state", "changed", Failed)]
    [InlineData("state", "removed", Failed)]
    [InlineData("state", "older", Failed)]
    [InlineData("fence", "changed", Failed)]
    [InlineData("job", "empty", Failed)]
    public async Task A_damaged_file_is_named_and_the_job_goes_on_once_it_is_put_back(string kind, string damage, int exitCode)
    {
        var job = killed.NewCopy();
        var path = KilledJob.Find(job, kind);
        var whole = File.ReadAllBytes(path);
        Damage(job, path, damage);
        var before = job.Contents();

        var run = await job.RunAsync(exitCode, "--rate", "0");

        var line = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        output.WriteLine(line);
        var named = kind == "journal" ? Path.Combine(job.Checkpoints, "flight-delays") : Path.GetFileName(path);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Contains("copy", line, StringComparison.Ordinal);
        if (exitCode == Refused)
            Assert.Equal(before, job.Contents());

        await File.WriteAllBytesAsync(path, whole);
        await job.RunAsync(0, "--rate", "0");
        await job.AssertRowsEqualAsync();
        job.Delete();
    }

    /// <summary>Without a journal the output is that of a job whose checkpoints are lost.</summary>
    [Fact]
    public async Task A_journal_that_is_missing_is_refused_for_the_sake_of_the_output()
    {
        var job = killed.NewCopy();
        Damage(job, KilledJob.Find(job, "journal"), "removed");
        var before = job.Contents();
        var run = await job.RunAsync(Refused, "--rate", "0");
        Assert.Contains(job.Out, run.Error, StringComparison.Ordinal);
        Assert.Contains("checkpoints are not there", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, job.Contents());
        job.Delete();
    }

    [Theory]
    [InlineData("journal", "less a byte")]
    [InlineData("mark", "removed")]
    [InlineData("fence", "removed")]
    [InlineData("fence", "older")]
    [InlineData("job", "removed")]
    public async Task A_damaged_file_that_can_be_done_without_costs_no_row(string kind, string damage)
    {
        var job = killed.NewCopy();
        Damage(job, KilledJob.Find(job, kind), damage);
        await job.RunAsync(0, "--rate", "0");
        await job.AssertRowsEqualAsync();
        job.Delete();
    }

    [Fact]
    public async Task Checkpoints_older_than_the_output_are_refused_and_can_be_given_up()
    {
        var job = killed.NewCopy();
        killed.TakeCheckpointsBack(job);
        var committed = job.CommittedFiles().Order().ToList();

        var run = await job.RunAsync(Failed, "--rate", "0");

        output.WriteLine(run.Error);
        Assert.Contains("--fresh", run.Error, StringComparison.Ordinal);
        Assert.Contains(committed, file => run.Error.Contains(file, StringComparison.Ordinal));
        Assert.Equal(committed, job.CommittedFiles().Order());
        await job.RunAsync(0, "--rate", "0", "--fresh");
        await job.AssertRowsEqualAsync();
        job.Delete();
    }

    void Damage(FlightDelaysJob job, string path, string damage)
    {
        if (damage == "removed")
        {
            File.Delete(path);
            return;
        }

        var whole = File.ReadAllBytes(path);
        byte[] changed = damage switch
        {
            "empty" => [],
            "half" => whole[..(whole.Length / 2)],
            "less a byte" => whole[..^1],
            "changed" => [.. whole[..(whole.Length / 2)], (byte)(whole[whole.Length / 2] ^ 1), .. whole[(whole.Length / 2 + 1)..]],
            _ => killed.OlderBytes(job, path),
        };
        File.WriteAllBytes(path, changed);
    }
}
