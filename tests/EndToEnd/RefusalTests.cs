using ActorStream.Tests.EndToEnd.Harness;
using Xunit;

namespace ActorStream.Tests.EndToEnd;

/// <summary>What cannot be done is said in one line with exit code 2, before anything is touched.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("--parallelism", "0")]
    [InlineData("--parallelism", "many")]
    [InlineData("--rate", "-1")]
    [InlineData("--checkpoint-interval", "soon")]
    [InlineData("--fail-after", "-5")]
    [InlineData("--bad-rows", "perhaps")]
    [InlineData("--no-such-option")]
    public async Task Bad_arguments_are_refused(params string[] arguments) =>
        await AssertRefusedAsync(new FlightDelaysJob(), arguments[0], arguments);

    [Fact]
    public async Task A_missing_input_is_refused() =>
        await AssertRefusedAsync(new FlightDelaysJob { Input = "no-such-file.csv" }, "no-such-file.csv");

    /// <summary>A path below a regular file can be written by nobody, root included.</summary>
    [Theory]
    [InlineData("--out")]
    [InlineData("--checkpoints")]
    public async Task A_directory_that_cannot_be_written_is_refused(string option)
    {
        var job = new FlightDelaysJob();
        await File.WriteAllTextAsync(job.Beside("file"), "");
        var unwritable = Path.Combine(job.Beside("file"), "below");
        if (option == "--out")
            job.Out = unwritable;
        else
            job.Checkpoints = unwritable;
        await AssertRefusedAsync(job, unwritable);
    }

    [Fact]
    public async Task A_second_process_on_the_same_directories_is_refused_and_told_of_the_first()
    {
        var job = new FlightDelaysJob();
        var first = job.Start("--rate", "1000", "--checkpoint-interval", "200ms");
        await first.LineAsync(_ => true);

        var second = await job.RunAsync(2, "--rate", "1000");

        Assert.Contains($"{first.Id}", Assert.Single(Lines(second)), StringComparison.Ordinal);
        first.Kill();
        await first.EndAsync();
        await job.RunAsync(0, "--rate", "0");
        await job.AssertRowsEqualAsync();
        job.Delete();
    }

    static async Task AssertRefusedAsync(FlightDelaysJob job, string named, params string[] arguments)
    {
        var before = job.Contents();
        var run = await job.RunAsync(2, arguments);
        Assert.Contains(named, Assert.Single(Lines(run)), StringComparison.Ordinal);
        Assert.Equal(before, job.Contents());
        job.Delete();
    }

    static string[] Lines(Child run) => (run.Output + run.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
