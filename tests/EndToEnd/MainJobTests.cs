using ActorStream.Tests.EndToEnd.Harness;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ActorStream.Tests.EndToEnd;

public sealed class MainJobTests
{
    /// <summary>Fewer subtasks than splits, and more.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Rows_equal_the_oracles_at_any_parallelism(int parallelism)
    {
        var job = new FlightDelaysJob();
        await job.RunAsync(0, "--rate", "0", "--parallelism", $"{parallelism}");
        await job.AssertRowsEqualAsync();
        job.Delete();
    }

    [Fact]
    public async Task Piped_output_is_plain_lines_that_say_where_the_rows_are()
    {
        var job = new FlightDelaysJob();
        var run = await job.RunAsync(0, "--rate", "0");
        Assert.DoesNotContain('\e', run.Output + run.Error);
        Assert.DoesNotContain('\r', run.Output + run.Error);
        Assert.Contains(job.Out, run.Output, StringComparison.Ordinal);
        job.Delete();
    }

    [Fact]
    public async Task A_finished_job_started_again_changes_nothing_and_says_how_to_start_over()
    {
        var job = new FlightDelaysJob();
        await job.RunAsync(0, "--rate", "0");
        var before = job.Contents();

        var again = await job.RunAsync(0, "--rate", "0");

        Assert.Contains("--fresh", again.Output, StringComparison.Ordinal);
        Assert.Equal(before, job.Contents());
        await job.AssertRowsEqualAsync();
        job.Delete();
    }

    [Fact]
    public async Task Fresh_discards_what_was_there_and_computes_it_again()
    {
        var job = new FlightDelaysJob();
        await job.RunAsync(0, "--rate", "0");
        await job.RunAsync(0, "--rate", "0", "--fresh");
        await job.AssertRowsEqualAsync();
        job.Delete();
    }
}
