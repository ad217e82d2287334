using Xunit;

namespace ActorStream.Tests.Engine.Kit;

/// <summary>The code of the guide is code that is compiled and run.</summary>
public sealed class GuideTests
{
    [Fact]
    public void Code_of_the_guide_is_that_of_the_sample()
    {
        var root = Root();
        var sample = Words(string.Concat(Directory.GetFiles(Path.Combine(root, "samples", "Testing"), "*.cs").Select(File.ReadAllText)));
        var blocks = File.ReadAllText(Path.Combine(root, "docs", "testing.md")).Split("```csharp")[1..];

        Assert.True(blocks.Length >= 5, $"The guide has {blocks.Length} pieces of code.");
        foreach (var code in blocks.Select(static block => block[..block.IndexOf("```", StringComparison.Ordinal)]))
            Assert.Contains(Words(code), sample, StringComparison.Ordinal);
    }

    private static string Words(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "ActorStream.sln"))) directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
