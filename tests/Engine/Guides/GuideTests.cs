using ActorStream.TestKit;
using ActorStream.Tests.Engine.Hosting.Jobs;
using ActorStream.Tests.Simulation.Mutants;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ActorStream.Tests.Engine.Guides;

public sealed class GuideTests
{
    [Theory]
    [InlineData("first-job.md", "FirstJobGuide.cs")]
    [InlineData("from-flink.md", "ComingFromGuide.cs")]
    [InlineData("from-kafka-streams.md", "ComingFromGuide.cs")]
    public void Every_line_of_code_in_a_guide_is_compiled(string guide, string code)
    {
        var repository = MutantsCommand.Repository();
        var compiled = File.ReadAllLines(Path.Combine(repository, "tests/Engine/Guides", code))
            .Select(static line => line.Trim().Replace("protected internal override", "protected override", StringComparison.Ordinal)).ToHashSet();
        var documented = File.ReadAllText(Path.Combine(repository, "docs", guide)).Split("```csharp").Skip(1)
            .SelectMany(static block => block[..block.IndexOf("```", StringComparison.Ordinal)].Split('\n')).Select(static line => line.Trim()).ToList();

        Assert.NotEmpty(documented);
        Assert.All(documented.Where(static line => line.Length > 0), line => Assert.Contains(line, compiled));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/*.md")]
    public void Links_lead_somewhere(string pages)
    {
        var repository = MutantsCommand.Repository();
        foreach (var page in Directory.EnumerateFiles(Path.Combine(repository, Path.GetDirectoryName(pages)!), Path.GetFileName(pages)))
        {
            var links = File.ReadAllText(page).Split("](").Skip(1).Select(static rest => rest[..rest.IndexOf(')', StringComparison.Ordinal)])
                .Where(static link => !link.Contains("://", StringComparison.Ordinal) && link[0] != '#').Select(static link => link.Split('#')[0]);
            Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link)), $"{page}: {link}"));
        }
    }

    [Fact]
    public async Task First_job_counts_words()
    {
        using var folder = new JobFolder();
        var (input, output) = (folder.Beside("input.txt"), folder.Beside("out"));
        await File.WriteAllTextAsync(input, "to be or\nnot to be\n");
        var code = await WordCountJob.ProgramAsync(["--input", input, "--out", output, "--checkpoints", folder.Checkpoints, "--parallelism", "1"]);

        Assert.Equal(0, code);
        var rows = Directory.EnumerateFiles(output, "part-*").SelectMany(static file => File.ReadLines(file).Skip(1));
        Assert.Equal(["be,1", "be,2", "not,1", "or,1", "to,1", "to,2"], rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void First_tests_pass()
    {
        WordCountJob.Count();
        WordCountJob.Simulate();
        WordCountJob.Beside(Host.CreateApplicationBuilder());
    }

    [Fact]
    public void What_others_write_is_written_here_too()
    {
        var noon = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        using var means = OperatorHarness.Of(static (DataStream<Reading> readings) => ComingFrom.Flink(readings));
        means.PushAll([new Reading("a", 10, noon), new Reading("a", 30, noon)]);
        means.EndInput();
        Assert.Equal(Enumerable.Repeat(20.0, 10), means.TakeOutput());

        using var totals = OperatorHarness.Of(static (DataStream<Payment> payments) => ComingFrom.KafkaStreams(payments));
        totals.PushAll([new Payment("ann", 5), new Payment("ann", 6)]);
        Assert.Equal([new Total("ann", 5), new Total("ann", 11)], totals.TakeOutput());
    }
}
