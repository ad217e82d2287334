using System.Collections.Immutable;
using System.Numerics;
using ActorStream.Backends;

namespace ActorStream.Tests.Fuzz.Targets;

/// <summary>
/// A value of each kind of type. What is read must end where it is passed over as well, and can be written and read again.
/// </summary>
internal static class ValueCases
{
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");

    public static IReadOnlyList<FuzzCase> All { get; } =
    [
        Of((true, (byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u)),
        Of((-4L, 4ul, (Int128)(-5), (UInt128)5, 'x', (Half)1.5, 2.5f)),
        Of((3.5, 1.23m, Id, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc),
            new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.FromHours(1)))),
        Of((new DateOnly(2001, 2, 3), new TimeOnly(4, 5), TimeSpan.FromDays(1), "text", (string?)null, (int?)7, DayOfWeek.Friday)),
        Of((BigInteger.Pow(-7, 40), new Version(1, 2, 3), new Uri("https://example.org/a"), new Uri("b/c", UriKind.Relative))),
        Of(new[] { 1, 2, 3 }),
        Of(new byte[] { 1, 2, 3 }),
        Of(new List<long> { 1, 2, 3 }),
        Of(new List<string?> { "a", null, "b" }),
        Of(new HashSet<decimal> { 1, 2 }),
        Of(new Dictionary<string, List<int>?> { ["a"] = [1], ["b"] = null }),
        Of(new SortedDictionary<int, string> { [1] = "a", [2] = "b" }),
        Of(new SortedSet<string> { "a", "b" }),
        Of(new Queue<Guid?>([Id, null])),
        Of(new Stack<int>([1, 2])),
        Of(new LinkedList<DateOnly>([new DateOnly(2001, 2, 3)])),
        Of<ImmutableArray<Point>>([new Point(1, 2), new Point(3, 4)]),
        Of(new Dictionary<Point, string> { [new Point(1, 2)] = "a" }.ToImmutableDictionary()),
        Of<ImmutableSortedSet<int>>([1, 2]),
        Of<ImmutableStack<int>>([1, 2]),
        Of<IReadOnlyList<Point?>>(new List<Point?> { new(1, 2), null }),
        Of<IReadOnlyDictionary<int, Point>>(new Dictionary<int, Point> { [1] = new(1, 2) }),
        Of(new Order("o", [new Line("a", 1, 2.5m), new Line("b", 2, null)], new() { ["x"] = 1 }, new Positive(3))),
        Of(new Nothing[] { default, default }),
        Of(new Chain(1, new Chain(2, new Chain(3, null)))),
        Of(new Tree { Name = "a", Children = { new Tree { Name = "b" }, new Tree { Children = { new Tree() } } } }),
        Of(new Folder("f", new() { ["x"] = new Folder("y", null) })),
        Of(new Order?[] { null, new Order("o", [], null, new Positive(1)) }),
        Of(new Expiring<Chain>
            { Expires = 5, Value = new Chain(1, null) }, new ExpiringCodec<Chain>(Codecs.For<Chain>(), TimerClock.EventTime, () => { })),
        Of("own", Codecs.For(new OwnSerializer())),
    ];

    private static FuzzCase Of<T>(T value) => Of(value, Codecs.For<T>());

    private static FuzzCase Of<T>(T value, Codec<T> codec)
    {
        var writer = new RecordWriter();
        codec.Write(writer, value);
        return new FuzzCase(codec.Schema.Text, writer.Written.ToArray(), bytes => Read(codec, bytes)) { Expects = IsTyped };
    }

    public static bool IsTyped(Exception error) => error is MalformedRecordException;

    private static void Read<T>(Codec<T> codec, byte[] bytes)
    {
        var reader = new RecordReader(bytes);
        var value = codec.Read(reader);
        var end = reader.Position;

        reader.Reset(bytes);
        codec.Schema.Skip(reader);
        Require(reader.Position == end, $"a value ends at byte {end} when read, and at {reader.Position} when passed over");

        var writer = new RecordWriter();
        codec.Write(writer, value);
        reader.Reset(writer.Written);
        codec.Read(reader);
        Require(reader.Remaining == 0, $"{reader.Remaining} bytes of a value written again are left over");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    internal readonly record struct Point(int X, int Y);

    internal readonly record struct Nothing;

    internal sealed record Line(string Sku, int Count, decimal? Price);

    internal sealed record Order(string Id, List<Line> Lines, Dictionary<string, int>? Marks, Positive Priority);

    internal sealed record Chain(int Value, Chain? Next);

    internal sealed record Folder(string Name, Dictionary<string, Folder>? Folders);

    internal sealed class Tree
    {
        public string? Name { get; set; }

        public List<Tree> Children { get; init; } = [];
    }

    /// <summary>Refuses some values, as constructors do.</summary>
    internal readonly record struct Positive
    {
        public Positive(int value) => Value = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));

        public int Value { get; }
    }

    private sealed class OwnSerializer : ISerializer<string>
    {
        public int Version => 1;

        public void Write(RecordWriter writer, in string value)
        {
            writer.WriteBytes([1, 2]);
            writer.WriteString(value);
        }

        public string Read(RecordReader reader, int version) => reader.ReadBytes()[1] + reader.ReadString();
    }
}
