using ActorStream.TestKit;
using Nexmark;
using Xunit;

namespace ActorStream.Tests.Nexmark;

public sealed class CrashTests
{
    private const int Count = 1_000;
    private const double PerSecond = 20;

    [Theory]
    [InlineData("q2")]
    [InlineData("q3")]
    [InlineData("q5")]
    [InlineData("q7")]
    [InlineData("q8")]
    [InlineData("q11")]
    [InlineData("q20")]
    public void Rows_are_the_same_whatever_fails(string query)
    {
        var generator = new EventGenerator(seed: 3, PerSecond);
        var report = JobSimulation.Run(job => Job.Declare(job, Query.Named(query), generator.At, Count, new MemoryRows()), seeds: 1..20);
        Assert.True(report.Faults > 20, $"There were only {report.Faults} faults.");
    }

    private sealed class MemoryRows : IRows
    {
        public void Take<TRow>(DataStream<TRow> rows, Func<TRow, DateTime>? partition = null) =>
            rows.To(new MemorySink<TRow>(), uid: "rows");
    }
}
