using Xunit;

namespace ActorStream.Tests.Engine.Kit;

/// <summary>The code of the guides is code that is compiled and run.</summary>
public sealed class GuideTests
{
    [Theory]
    [InlineData("testing.md", 5, "samples/Testing")]
    [InlineData("time-and-windows.md", 9, "tests/Engine/Api/Windows")]
    [InlineData("state.md", 8, "tests/Engine/Api/State", "tests/Engine/Backends/Serialization", "tests/Engine/Hosting/Savepoints")]
    [InlineData("functions-and-joins.md", 10, "tests/Engine/Api/Functions")]
    [InlineData("errors.md", 1, "tests/Engine/Api/Errors")]
    public void Code_of_a_guide_is_that_of_its_sample(string guide, int pieces, params string[] folders)
    {
        var root = Root();
        var sample = Words(
            string.Concat(folders.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs")).Select(File.ReadAllText)));
        var blocks = File.ReadAllText(Path.Combine(root, "docs", guide)).Split("```csharp")[1..];

        Assert.True(blocks.Length >= pieces, $"The guide has {blocks.Length} pieces of code.");
        foreach (var code in blocks.Select(static block => block[..block.IndexOf("```", StringComparison.Ordinal)]))
            Assert.Contains(Words(code), sample, StringComparison.Ordinal);
    }

    /// <summary>Users override as <c>protected</c>; these tests see the engine's internals, so the compiler asks them for more.</summary>
    private static string Words(string code) => string.Join(
        ' ', code.Replace("protected internal", "protected", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "ActorStream.sln"))) directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
