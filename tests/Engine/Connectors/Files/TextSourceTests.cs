using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

public sealed class TextSourceTests
{
    private const string Path = "in/lines.txt";

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("\n", new[] { "" })]
    [InlineData("\n\na\r\n\r\nb\rc\n", new[] { "", "", "a", "", "b", "c" })]
    [InlineData("\"a,\nb\" ü\0\n\uFEFF c", new[] { "\"a,", "b\" ü\0", "\uFEFF c" })]
    [InlineData("\uFEFFa\nb", new[] { "a", "b" })]
    public async Task Lines_are_the_same_however_the_file_is_cut(string text, string[] lines)
    {
        var input = new InputFiles().With(Path, text);
        foreach (var splitBytes in Enumerable.Range(1, text.Length + 5))
        {
            var source = TextFile.ReadLines(Path, splitBytes);
            Assert.Equal(lines, await input.ReadAllAsync(source));
            Assert.Equal(lines, await input.ReadAllReopeningAsync(source));
        }
    }
}
