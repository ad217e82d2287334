using ActorStream.TestKit;
using ActorStream.Tests.Simulation.Mutants;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

public sealed class FilesGuideTests
{
    [Fact]
    public void Every_line_of_code_in_the_guide_is_compiled()
    {
        var repository = MutantsCommand.Repository();
        var compiled = File.ReadAllLines(Path.Combine(repository, "tests/Engine/Connectors/Files/FilesGuide.cs"))
            .Select(static line => line.Trim()).ToHashSet();
        var documented = File.ReadAllText(Path.Combine(repository, "docs/files.md")).Split("```csharp").Skip(1)
            .SelectMany(static block => block[..block.IndexOf("```", StringComparison.Ordinal)].Split('\n'))
            .Select(static line => line.Trim());

        Assert.All(documented.Where(static line => line.Length > 0), line => Assert.Contains(line, compiled));
    }

    [Fact]
    public void Orders_go_to_the_files_of_their_days_and_what_is_none_aside()
    {
        var driver = new JobDriver(FilesGuide.SetAside);
        driver.Files.Write("in/a.jsonl", """
            {"customer":"ann","at":"2001-01-05T23:00:00Z"}
            {"customer":"bob","at":"2001-01-06T01:00:00+02:00"}
            {"customer":"eve"}
            {"customer":"eve","at":"2001-01-06T00:00:00Z"}

            """.ReplaceLineEndings("\n"));
        driver.Start();
        driver.RunToEnd();

        Assert.Equal(2, driver.Files.List("out/2001-01-05").SelectMany(driver.Files.ReadLines).Count());
        Assert.Equal(
            ["""{"customer":"eve","at":"2001-01-06T00:00:00+00:00"}"""],
            driver.Files.List("out/2001-01-06").SelectMany(driver.Files.ReadLines));
        Assert.Contains("a.jsonl,3,", driver.Files.ReadText(Assert.Single(driver.Files.List("rejected"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_come_are_read()
    {
        var driver = new JobDriver(FilesGuide.Watch);
        driver.Files.Write("in/a.csv", "customer,at\nann,2001-01-05\n");
        driver.Start();
        driver.RunUntil(() => driver.Files.List("out/2001-01-05").Count == 1);
        driver.Files.Write("in/b.csv", "customer,at\nbob,2001-01-06\n");
        driver.RunUntil(() => driver.Files.List("out/2001-01-06").Count == 1);
        driver.Stop();
    }
}
