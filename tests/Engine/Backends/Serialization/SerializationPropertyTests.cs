using System.Collections.Immutable;
using ActorStream.Backends;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static ActorStream.Tests.Engine.Backends.Serialization.RoundTrip;

namespace ActorStream.Tests.Engine.Backends.Serialization;

/// <summary>Random values, schemas and changes.</summary>
public sealed class SerializationPropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void Any_value_survives()
    {
        Holds<long>();
        Holds<decimal>();
        Holds<double>();
        Holds<Guid>();
        Holds<DateTime>();
        Holds<DateTimeOffset>();
        Holds<TimeSpan>();
        Holds<string?>();
        Holds<char>();
        Holds<System.Numerics.BigInteger>();
        Holds<(int, string?, bool?)>();
        Holds<int[]?>();
        Holds<List<string?>>();
        Holds<Dictionary<int, List<decimal?>>>();
        Holds<DayOfWeek?>();

        static void Holds<T>() => Prop.ForAll(ArbMap.Default.ArbFor<T>(), value => Survives(value)).Check(Many);
    }

    [Fact]
    public void Any_tree_survives() =>
        Prop.ForAll(Trees.ToArbitrary(), tree => Survives(tree.ToString() == Copy(tree).ToString())).Check(Many);

    [Fact]
    public void Any_schema_survives() => Prop.ForAll(Schemas(4, 0).ToArbitrary(), schema =>
    {
        var writer = new RecordWriter();
        SchemaFormat.Write(writer, schema);
        var reader = new RecordReader(writer.Written);
        var copy = SchemaFormat.Read(reader);
        Assert.Equal(0, reader.Remaining);
        Assert.Equal(schema.Text, copy.Text);
        Assert.Equal(schema.MinimumBytes, copy.MinimumBytes);
        Assert.Equal(schema.Reach, copy.Reach);
    }).Check(Many);

    [Fact]
    public void Any_number_is_the_same_number_when_it_is_wider()
    {
        Widens<byte, ushort>(value => value);
        Widens<short, int>(value => value);
        Widens<int, long>(value => value);
        Widens<uint, long>(value => value);
        Widens<int, double>(value => value);
        Widens<long, Int128>(value => value);
        Widens<long, decimal>(value => value);
        Widens<ulong, decimal>(value => value);
        Widens<float, double>(value => value);

        static void Widens<TThen, TNow>(Func<TThen, TNow> wider) =>
            Prop.ForAll(ArbMap.Default.ArbFor<TThen>(), value => Assert.Equal(wider(value), Reread<TThen, TNow>(value))).Check(Many);
    }

    [Fact]
    public void Any_record_keeps_what_both_versions_have() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int, string?, List<int>)>(), value =>
        {
            var now = Reread<Then, Now>(new Then(value.Item1, value.Item2, value.Item3));
            Assert.Equal((value.Item1, value.Item2, "added"), (now.Count, now.Label, now.Added));
            Assert.Equal(value.Item3.Select(one => (long)one), now.Items);
            var back = Reread<Now, Fewer>(now);
            Assert.Equal(value.Item2, back.Label);
        }).Check(Many);

    private static Gen<Tree> Trees => Gen.Sized(size => TreesOf(Math.Min(size, 60)));

    private static Gen<Tree> TreesOf(int size) =>
        from value in ArbMap.Default.GeneratorFor<int>()
        from count in Gen.Choose(0, Math.Min(size, 4))
        from below in TreesBelow(size / 2, count)
        select new Tree(value, [.. below]);

    private static Gen<Tree[]> TreesBelow(int size, int count) =>
        count == 0 ? Gen.Constant(Array.Empty<Tree>()) : TreesOf(size).ArrayOf(count);

    private static Gen<Schema> Schemas(int depth, int records)
    {
        var scalars = Gen.Elements(Enum.GetValues<ScalarKind>()).Select(kind => (Schema)new ScalarSchema(kind));
        var leaves = records == 0
            ? scalars
            : Gen.OneOf(scalars, Gen.Choose(1, records).Select(levels => (Schema)new OptionalSchema(new ReferenceSchema(levels))));
        return depth == 0 ? leaves : Gen.OneOf(
            leaves,
            Gen.Choose(0, 9).Select(version => (Schema)new CustomSchema(version)),
            Schemas(depth - 1, records).Select(value => (Schema)new OptionalSchema(value)),
            Schemas(depth - 1, records).Select(item => (Schema)new ListSchema(item)),
            from count in Gen.Choose(0, 4)
            from fields in Schemas(depth - 1, records + 1).ArrayOf(count)
            select (Schema)new RecordSchema([.. fields.Select((field, i) => ($"F{i}", field))]));
    }

    private sealed record Then(int Count, string? Name, List<int> Items);

    private sealed record Now(ImmutableList<long> Items, [FormerlyNamed("Name")] string? Label, decimal Count, string Added = "added");

    private sealed record Fewer(string? Label);

    private sealed record Tree(int Value, List<Tree> Below)
    {
        public override string ToString() => $"{Value}({string.Concat(Below)})";
    }
}
