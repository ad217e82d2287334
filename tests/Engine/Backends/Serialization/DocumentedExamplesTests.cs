using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ActorStream.Backends;
using Xunit;
using static ActorStream.Tests.Engine.Backends.Serialization.RoundTrip;

namespace ActorStream.Tests.Engine.Backends.Serialization.Examples;

/// <summary>The code of docs/state.md about types stands here as well, and does what is said of it.</summary>
public sealed partial class DocumentedExamplesTests
{
    [Fact]
    public void A_renamed_field_and_a_new_one() =>
        Assert.Equal(new Account("ann", 12.5m), Reread<AccountBefore, Account>(new AccountBefore("ann", 12.5m)));

    [Fact]
    public void A_converter_of_a_member() =>
        Assert.Equal(new Trip("t", TimeSpan.FromHours(2)), Reread<TripBefore, Trip>(new TripBefore("t", 120)));

    [Fact]
    public void A_converter_of_a_type() =>
        Assert.Equal([new Person("Ada", "Lovelace")], Reread<List<FullName>, List<Person>>([new FullName("Ada Lovelace")]));

    [Fact]
    public void A_serializer_that_reads_an_older_version()
    {
        var codec = Codecs.For(new PointSerializer());
        var writer = new RecordWriter();
        writer.WriteInt32(16);
        writer.WriteDouble(1);
        writer.WriteDouble(2);
        var point = codec.ReadingAs(new CustomSchema(1), "points").Read(new RecordReader(writer.Written));
        Assert.Equal(new Point3D(1, 2, 0), point);
    }

    [Fact]
    public void Every_example_of_the_section_is_compiled_here()
    {
        var source = Path();
        var root = Directory.GetParent(source)!.Parent!.Parent!.Parent!.Parent!.FullName;
        var document = File.ReadAllText(System.IO.Path.Combine(root, "docs", "state.md"));
        var section = document[document.IndexOf("## Types and how they may change", StringComparison.Ordinal)..];
        section = section.IndexOf("\n## ", 3, StringComparison.Ordinal) is >= 0 and var end ? section[..end] : section;
        var examples = CodeBlock().Matches(section);
        Assert.Equal(4, examples.Count);
        var compiled = File.ReadAllText(source);
        Assert.All(examples, example => Assert.Contains(example.Groups[1].Value.Trim(), compiled, StringComparison.Ordinal));

        static string Path([CallerFilePath] string path = "") => path;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}

public sealed record AccountBefore(string Owner, decimal Total);

public sealed record Account(
    string Owner,
    [FormerlyNamed("Total")] decimal Balance,
    string Currency = "EUR");

public sealed record TripBefore(string Id, int Minutes);

public sealed record Trip(
    string Id,
    [FormerlyNamed("Minutes"), ConvertedBy<MinutesToTimeSpan>] TimeSpan Duration);

public sealed class MinutesToTimeSpan : IStateConverter<int, TimeSpan>
{
    public TimeSpan Convert(int old) => TimeSpan.FromMinutes(old);
}

[ConvertedBy<FullNameToPerson>]
public sealed record Person(string First, string Last);

public sealed record FullName(string Name);

public sealed class FullNameToPerson : IStateConverter<FullName, Person>
{
    public Person Convert(FullName old) => new(old.Name.Split(' ')[0], old.Name.Split(' ')[^1]);
}

public readonly record struct Point3D(double X, double Y, double Z);

public sealed class PointSerializer : ISerializer<Point3D>
{
    public int Version => 2;

    public void Write(RecordWriter writer, in Point3D value)
    {
        writer.WriteDouble(value.X);
        writer.WriteDouble(value.Y);
        writer.WriteDouble(value.Z);
    }

    public Point3D Read(RecordReader reader, int version) =>
        new(reader.ReadDouble(), reader.ReadDouble(), version >= 2 ? reader.ReadDouble() : 0);
}
