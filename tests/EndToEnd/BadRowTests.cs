using ActorStream.Tests.EndToEnd.Harness;
using Xunit;

namespace ActorStream.Tests.EndToEnd;

public sealed class BadRowTests
{
    const int BadLine = 3210;
    const string BadRow = "01020730,soon,337,OAK,LAX";

    [Fact]
    public async Task A_malformed_row_fails_the_job_and_names_file_line_and_column()
    {
        var (job, _) = WithBadRow();
        var run = await job.RunAsync(1, "--rate", "0");
        Assert.DoesNotContain("restarts 1", run.Output, StringComparison.Ordinal);
        Assert.Contains(job.Input, run.Error, StringComparison.Ordinal);
        Assert.Contains($"{BadLine}", run.Error, StringComparison.Ordinal);
        Assert.Contains("delay", run.Error, StringComparison.Ordinal);
        job.Delete();
    }

    [Fact]
    public async Task A_rejected_row_is_committed_once_beside_the_rows_of_the_others_whatever_fails()
    {
        var (job, goodRows) = WithBadRow();
        await job.RunAsync(0, "--bad-rows", "reject", "--rate", "20000", "--checkpoint-interval", "100ms", "--fail-after", "8000");
        await job.AssertRowsEqualAsync(goodRows);
        var rejected = Directory.EnumerateFiles($"{job.Out}-rejected").Where(path => Path.GetFileName(path)[0] is not ('.' or '_'));
        var row = Assert.Single(rejected.SelectMany(path => File.ReadLines(path).Skip(1)));
        Assert.StartsWith($"{job.Input},{BadLine},delay,", row, StringComparison.Ordinal);
        Assert.EndsWith($"\"{BadRow}\"", row, StringComparison.Ordinal);
        job.Delete();
    }

    /// <summary>A job on the first ten thousand flights with one row broken, and a file of the same flights without that row.</summary>
    static (FlightDelaysJob Job, string GoodRows) WithBadRow()
    {
        var lines = File.ReadLines(Repository.Flights).Take(10_000).ToArray();
        var job = FlightDelaysJob.Reading([.. lines[..(BadLine - 1)], BadRow, .. lines[BadLine..]]);
        var goodRows = job.Beside("good.csv");
        File.WriteAllLines(goodRows, [.. lines[..(BadLine - 1)], .. lines[BadLine..]]);
        return (job, goodRows);
    }
}
