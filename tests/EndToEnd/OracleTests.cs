using ActorStream.Tests.EndToEnd.Harness;
using Xunit;

namespace ActorStream.Tests.EndToEnd;

/// <summary>The judge itself, shown to find what it is there to find.</summary>
public sealed class OracleTests
{
    const string Header = "origin,day,flights,mean_delay,max_delay,late_share\n";

    /// <summary>Rounded half to even: a mean of 0.1171875 and a share of 0.0078125 are exact ties.</summary>
    const string Rows = "BOS,2001-02-28,128,0.117188,16,0.007812\nSEA,2001-03-01,1,-7.000000,-7,0.000000\n";

    [Theory]
    [InlineData(Header + Rows, 0)]
    [InlineData(Header + "BOS,2001-02-28,128,0.117188,16,0.007812\n", 1)]
    [InlineData(Header + "BOS,2001-02-28,128,0.117188,16,0.007813\nSEA,2001-03-01,1,-7.000000,-7,0.000000\n", 1)]
    [InlineData(Header + Rows + "SEA,2001-03-01,1,-7.000000,-7,0.000000\n", 1)]
    [InlineData(Header + Rows + "SEA,2001-03-02,1,-7.000000,-7,0.000000\n", 1)]
    [InlineData(Header + Rows + "SEA,2001", 1)]
    [InlineData(Rows, 1)]
    public async Task Compare_accepts_the_right_rows_and_nothing_else(string committed, int exitCode)
    {
        var job = WithSmallInput();
        await File.WriteAllTextAsync(Path.Combine(job.Out, "rows.csv"), committed);
        await File.WriteAllTextAsync(Path.Combine(job.Out, ".open.csv"), Header + Rows);
        await File.WriteAllTextAsync(Path.Combine(job.Out, "_open.csv"), "anything");

        var oracle = await Child.Start(Repository.Oracle, ["compare", "--input", job.Input, "--out", job.Out]).EndAsync();

        Assert.True(exitCode == oracle.ExitCode, oracle.Transcript);
        job.Delete();
    }

    [Theory]
    [InlineData(Header + "BOS,2001-02-28,128,0.117188,16,0.007812\n", 1)]
    [InlineData(Header + "SEA,2001-03-01,1,-7.000000,-7,0.000000\n", 0)]
    [InlineData(Header + "SEA,2001-03-01,1,-7.000000,-7,0", 1)]
    [InlineData("", 1)]
    [InlineData(null, 1)]
    public async Task Watch_tells_a_wrong_second_file_or_a_first_that_disappears(string? second, int exitCode)
    {
        var job = WithSmallInput();
        var first = Path.Combine(job.Out, "first.csv");
        await File.WriteAllTextAsync(first, Header + "BOS,2001-02-28,128,0.117188,16,0.007812\n");
        var watch = Child.Start(Repository.Oracle, ["watch", "--input", job.Input, "--out", job.Out, "--stop-file", job.Beside("stop")]);
        await watch.LineAsync(line => line.StartsWith("first reading", StringComparison.Ordinal));

        if (second is null)
            File.Delete(first);
        else
            await File.WriteAllTextAsync(Path.Combine(job.Out, "second.csv"), second);
        await File.WriteAllTextAsync(job.Beside("stop"), "");

        await watch.EndAsync();
        Assert.True(exitCode == watch.ExitCode, watch.Transcript);
        job.Delete();
    }

    /// <summary>BOS: 128 flights of 15 minutes in all, one of them late; SEA: a single early one.</summary>
    static FlightDelaysJob WithSmallInput()
    {
        var job = FlightDelaysJob.Reading(
        [
            "date,delay,distance,origin,destination",
            .. Enumerable.Range(0, 128).Select(flight => $"02282359,{flight switch { 0 => 16, 1 => -1, _ => 0 }},867,BOS,SEA"),
            "03010000,-7,867,SEA,BOS",
        ]);
        Directory.CreateDirectory(job.Out);
        return job;
    }
}
