using ActorStream.Tests.Simulation.Mutants;
using Xunit;

namespace ActorStream.Tests.Engine.Simulation;

public sealed class MutantTests
{
    private static readonly string Repository = MutantsCommand.Repository();

    [Fact]
    public void Every_mutant_fits_the_source()
    {
        var mutants = Mutant.ReadAll(Path.Combine(Repository, MutantsCommand.Folder));

        Assert.True(mutants.Count >= 20, $"there are only {mutants.Count} mutants");
        Assert.NotEmpty(MutatedCopy.Mutate(Repository, mutants));
    }

    [Fact]
    public void Every_mutant_is_in_the_document()
    {
        var document = File.ReadAllText(Path.Combine(Repository, MutantsCommand.Document));

        Assert.All(Mutant.ReadAll(Path.Combine(Repository, MutantsCommand.Folder)),
            mutant => Assert.Contains($"| {mutant.Name} ", document));
    }

    [Fact]
    public void An_edit_replaces_adds_and_keeps_whatever_the_indentation()
    {
        var mutated = Mutated("first\n    second\n\n    third\n", " second", "-third", "+if (!MUTANT) third", "+fourth");

        Assert.Equal("first\n    second\n\nif (!On) third\nfourth\n", mutated);
    }

    [Theory]
    [InlineData("other\n", 0)]
    [InlineData("line\nline\n", 2)]
    public void An_edit_that_does_not_match_once_names_its_mutant(string source, int matches)
    {
        var error = Assert.Throws<FormatException>(() => Mutated(source, "-line", "+if (!MUTANT) line"));

        Assert.StartsWith($"Mutant 'bug' matches {matches} places of a.cs", error.Message);
    }

    [Fact]
    public void Two_mutants_that_change_a_line_are_named()
    {
        var source = new MutatedSource("a.cs", "line\n");
        source.Add("one", EditOf("-line", "+if (!MUTANT) line"), "On");

        var error = Assert.Throws<FormatException>(() => source.Add("other", EditOf(" line", "+if (MUTANT) line"), "On"));

        Assert.StartsWith("Mutants 'one' and 'other' both change line 1 of a.cs", error.Message);
    }

    private static string Mutated(string source, params string[] lines)
    {
        var mutated = new MutatedSource("a.cs", source);
        mutated.Add("bug", EditOf(lines), "On");
        return mutated.ToString();
    }

    private static SourceEdit EditOf(params string[] lines) =>
        Assert.Single(Mutant.Parse("bug", ["A bug", "breaks: I1", "file: a.cs", .. lines]).Edits);
}
