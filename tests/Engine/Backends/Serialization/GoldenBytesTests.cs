using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Serialization;

/// <summary>One value of each kind of type: its schema, and both as bytes, are what they were when the golden file was written.</summary>
public sealed class GoldenBytesTests
{
    private static readonly IReadOnlyList<Sample> Samples =
    [
        Of("bool", true),
        Of("byte", (byte)200),
        Of("sbyte", (sbyte)-3),
        Of("short", (short)-3),
        Of("ushort", (ushort)60000),
        Of("int", -3),
        Of("uint", 3_000_000_000u),
        Of("long", long.MinValue),
        Of("ulong", ulong.MaxValue),
        Of("Int128", Int128.MinValue),
        Of("UInt128", UInt128.MaxValue),
        Of("BigInteger", BigInteger.Pow(-7, 30)),
        Of("char", 'x'),
        Of("Half", (Half)1.5),
        Of("float", 1.5f),
        Of("double", -2.25),
        Of("decimal", -1.2300m),
        Of("Guid", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")),
        Of("DateTime utc", new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc)),
        Of("DateTime unspecified", new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Unspecified)),
        Of("DateTimeOffset", new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.FromMinutes(-330))),
        Of("DateOnly", new DateOnly(2001, 2, 3)),
        Of("TimeOnly", new TimeOnly(23, 59, 59, 999)),
        Of("TimeSpan", TimeSpan.FromDays(-1.5)),
        Of("string", "Zürich"),
        Of("null string", (string?)null),
        Of("Uri", new Uri("https://example.org/a?b")),
        Of("relative Uri", new Uri("a/b", UriKind.Relative)),
        Of("Version", new Version(1, 2, 3)),
        Of("enum", DayOfWeek.Friday),
        Of("nullable with value", (int?)5),
        Of("nullable without", (int?)null),
        Of("value tuple", (1, "a", (short)3)),
        Of("value tuple of nine", (1, 2, 3, 4, 5, 6, 7, 8, 9)),
        Of("tuple", Tuple.Create(1, "a")),
        Of("KeyValuePair", new KeyValuePair<int, string>(1, "a")),
        Of("byte array", new byte[] { 1, 2, 255 }),
        Of("array of strings", new[] { "a", null, "b" }),
        Of("list", new List<long> { 1, -1 }),
        Of("hash set", new HashSet<int> { 7 }),
        Of("dictionary", new Dictionary<string, int> { ["a"] = 1 }),
        Of("sorted dictionary", new SortedDictionary<int, string> { [2] = "b", [1] = "a" }),
        Of("stack", new Stack<int>([1, 2])),
        Of<ImmutableArray<int>>("immutable array", [1, 2]),
        Of<IReadOnlyList<int>>("list behind an interface", new[] { 1, 2 }),
        Of("record struct", new Leg(5, "via")),
        Of("record", new Flight("ATL", 3, [new Leg(5, null)])),
        Of("record without members", new Nothing()),
        Of("class", new Settable { Name = "n", Count = 3 }),
        Of("generic", new Generic<Leg>(new Leg(1, "x"))),
        Of("type within itself", new Chain(1, new Chain(2, null))),
        Of("dictionary within its type", new Folder("f", new() { ["x"] = new Folder("y", []) })),
        Of("own serializer", "own", new OwnSerializer()),
    ];

    [Fact]
    public void Every_kind_of_type_is_written_as_it_always_was_and_read_again()
    {
        var golden = GoldenFile.Check("types.txt", string.Concat(Samples.Select(sample => sample.ToString())));
        var lines = golden.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4 * Samples.Count, lines.Length);
        for (var i = 0; i < Samples.Count; i++)
        {
            Assert.Equal(Samples[i].Name, lines[4 * i]);
            var schema = SchemaFormat.Read(new RecordReader(Convert.FromHexString(After(lines[(4 * i) + 2]))));
            Assert.Equal(After(lines[(4 * i) + 1]), schema.Text);
            Assert.Equal(After(lines[(4 * i) + 3]), Samples[i].Again(schema, Convert.FromHexString(After(lines[(4 * i) + 3]))));
        }

        static string After(string line) => line[(line.IndexOf(' ', 2) + 1)..];
    }

    private static Sample Of<T>(string name, T value, ISerializer<T>? serializer = null)
    {
        var codec = Codecs.For(serializer);
        return new Sample(name, codec.Schema, Bytes(codec, value), (schema, bytes) =>
        {
            var reader = new RecordReader(bytes);
            var copy = codec.ReadingAs(schema, name).Read(reader);
            Assert.Equal(0, reader.Remaining);
            return Bytes(codec, copy);
        });
    }

    private static string Bytes<T>(Codec<T> codec, T value)
    {
        var writer = new RecordWriter();
        codec.Write(writer, value);
        return Convert.ToHexStringLower(writer.Written.Span);
    }

    /// <param name="Name">The kind of type.</param>
    /// <param name="Schema">Its schema today.</param>
    /// <param name="Value">The value as bytes, today.</param>
    /// <param name="Again">Reads the value by a schema and writes it again.</param>
    private sealed record Sample(string Name, Schema Schema, string Value, Func<Schema, byte[], string> Again)
    {
        public override string ToString()
        {
            var writer = new RecordWriter();
            SchemaFormat.Write(writer, Schema);
            return $"{Name}\n  text {Schema.Text}\n  schema {Convert.ToHexStringLower(writer.Written.Span)}\n  value {Value}\n";
        }
    }

    private readonly record struct Leg(int Minutes, string? Via);

    private sealed record Flight(string Origin, int Number, List<Leg> Legs);

    private readonly record struct Nothing;

    private sealed class Settable
    {
        public string? Name { get; init; }

        public int Count { get; set; }
    }

    private sealed record Generic<T>(T Value);

    private sealed record Chain(int Value, Chain? Next);

    private sealed record Folder(string Name, Dictionary<string, Folder> Folders);

    private sealed class OwnSerializer : ISerializer<string>
    {
        public int Version => 3;

        public void Write(RecordWriter writer, in string value) => writer.WriteBytes(Encoding.UTF8.GetBytes(value));

        public string Read(RecordReader reader, int version) => Encoding.UTF8.GetString(reader.ReadBytes());
    }
}
