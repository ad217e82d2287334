using ActorStream.Backends;
using Xunit;
using static ActorStream.Tests.Engine.Backends.Serialization.RoundTrip;

namespace ActorStream.Tests.Engine.Backends.Serialization;

public sealed class CodecTests
{
    public enum Colour : byte
    {
        Red = 1,
        Green = 200,
    }

    [Fact]
    public void Scalars_survive()
    {
        Survives(true);
        Survives((byte)200);
        Survives((sbyte)-3);
        Survives((short)-3);
        Survives((ushort)60000);
        Survives(-3);
        Survives(3_000_000_000u);
        Survives(long.MinValue);
        Survives(ulong.MaxValue);
        Survives(Int128.MinValue);
        Survives(UInt128.MaxValue);
        Survives('x');
        Survives((Half)1.5);
        Survives(1.5f);
        Survives(double.NaN);
        Survives(-79228162514264337593543950335m);
        Survives(1.2300m);
        Survives(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
        Survives(new DateOnly(2001, 2, 3));
        Survives(new TimeOnly(23, 59, 59, 999));
        Survives(TimeSpan.MinValue);
        Survives(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.FromMinutes(-330)));
        Survives("Zürich \ud800 unpaired");
        Survives(Colour.Green);
        Survives((int?)null);
        Survives((int?)5);
        Survives((string?)null);
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public void A_date_and_time_keeps_its_kind(DateTimeKind kind)
    {
        var copy = Copy(new DateTime(2001, 2, 3, 4, 5, 6, kind));
        Assert.Equal(kind, copy.Kind);
        Assert.Equal(new DateTime(2001, 2, 3, 4, 5, 6), copy);
    }

    [Fact]
    public void Collections_survive()
    {
        Assert.Equal([1, 2, 3], Copy(new[] { 1, 2, 3 }));
        Assert.Equal(["a", null!, "b"], Copy(new[] { "a", null!, "b" }));
        Assert.Equal([(1, "x")], Copy(new List<(int, string)> { (1, "x") }));
        Assert.Equal([1, 2], Copy(new HashSet<int> { 1, 2 }).Order());
        var map = Copy(new Dictionary<string, List<int>?> { ["a"] = [1], ["b"] = null });
        Assert.Equal([1], map["a"]!);
        Assert.Null(map["b"]);
        Assert.Null(Copy<int[]?>(null));
    }

    [Fact]
    public void Records_classes_structs_and_tuples_survive()
    {
        Survives(new Flight("ATL", 3, new Leg(5, null)));
        Survives(new Leg(7, "via"));
        Survives((1, "a", (Colour?)Colour.Red));
        Survives((1, 2, 3, 4, 5, 6, 7, 8, "nine"));
        Survives(Tuple.Create(1, "a"));
        Survives(new KeyValuePair<int, string>(1, "a"));
        Survives(new Generic<Leg>(new Leg(1, "x")));
        Survives(new Nothing());
        var mutable = Copy(new Mutable { Count = 3, Name = "n", Field = 9 });
        Assert.Equal((3, "n", 9), (mutable.Count, mutable.Name, mutable.Field));
        var mixed = Copy(new Mixed(4) { Extra = "e" });
        Assert.Equal((4, "e"), (mixed.Id, mixed.Extra));
    }

    [Fact]
    public void A_type_that_cannot_be_written_names_the_member()
    {
        Assert.Contains("'Holder.Inner.Anything' of type Object", Codecs.Problem<Holder>(), StringComparison.Ordinal);
        Assert.Contains("'_hidden'", Codecs.Problem<Hidden>(), StringComparison.Ordinal);
        Assert.Contains("several dimensions", Codecs.Problem<int[,]>(), StringComparison.Ordinal);
        Assert.Contains("no public constructor", Codecs.Problem<Private>(), StringComparison.Ordinal);
        Assert.Contains("interface", Codecs.Problem<List<IComparable>>(), StringComparison.Ordinal);
        Assert.Contains("delegate", Codecs.Problem<Action>(), StringComparison.Ordinal);
        Assert.Null(Codecs.Problem<Flight>());
        Assert.Throws<UnusableTypeException>(() => Codecs.For<Holder>());
    }

    [Fact]
    public void A_field_that_need_not_survive_is_left_out()
    {
        var value = new Cached(1);
        value.See();
        Assert.Equal((1, 0), Copy(value).Both());
    }

    [Fact]
    public void A_derived_object_is_refused_rather_than_cut()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Copy<Animal>(new Dog("Rex", 4)));
        Assert.Contains("A Dog cannot be written where Animal is declared", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparer_is_refused_rather_than_lost()
    {
        Assert.Throws<InvalidOperationException>(() => Copy(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)));
        Assert.Throws<InvalidOperationException>(() => Copy(new HashSet<string>(StringComparer.OrdinalIgnoreCase)));
        Assert.Empty(Copy(new Dictionary<string, int>(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_serializer_of_the_user_replaces_the_shape()
    {
        var codec = Codecs.For(new NodeSerializer());
        var writer = new RecordWriter();
        codec.Write(writer, new Node { Next = new Node { Next = new Node() } });
        var read = codec.Read(new RecordReader(writer.Written));
        Assert.NotNull(read.Next!.Next);
        Assert.Null(read.Next.Next.Next);
    }

    [Fact]
    public void Damaged_bytes_are_malformed_and_allocate_little()
    {
        var codec = Codecs.For<Dictionary<string, List<Flight>>>();
        var writer = new RecordWriter();
        codec.Write(writer, new() { ["a"] = [new Flight("ATL", 3, new Leg(5, null)), new Flight("BOS", 4, new Leg(6, "x"))] });
        var whole = writer.Written.ToArray();
        Read(whole.AsMemory(0, 0)); // loads what a thrown exception needs
        for (var at = 0; at < whole.Length; at++)
        {
            TryRead(whole.AsMemory(0, at));
            for (var bit = 0; bit < 8; bit++)
            {
                var damaged = whole.ToArray();
                damaged[at] ^= (byte)(1 << bit);
                TryRead(damaged);
            }
        }

        void TryRead(ReadOnlyMemory<byte> bytes)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Read(bytes);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        }

        void Read(ReadOnlyMemory<byte> bytes)
        {
            try
            {
                codec.Read(new RecordReader(bytes));
            }
            catch (MalformedRecordException)
            {
                // What a damaged value should end in, if it can be told from another value at all.
            }
        }
    }

    [Fact]
    public void A_hostile_count_fails_before_it_allocates()
    {
        var writer = new RecordWriter();
        writer.WriteBoolean(true);
        writer.WriteCount(int.MaxValue);
        ReadBoth(); // compiles the codecs and loads what a thrown exception needs
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadBoth();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);

        void ReadBoth()
        {
            Assert.Throws<MalformedRecordException>(() => Codecs.For<List<Nothing>>().Read(new RecordReader(writer.Written)));
            Assert.Throws<MalformedRecordException>(() => Codecs.For<long[]>().Read(new RecordReader(writer.Written)));
        }
    }

    private sealed record Flight(string Origin, int Number, Leg Leg);

    private readonly record struct Leg(int Minutes, string? Via);

    private sealed record Generic<T>(T Value);

    private readonly record struct Nothing;

    private sealed class Mutable
    {
        public int Field;

        public int Count { get; set; }

        public string? Name { get; init; }

        public int Twice => Count * 2;
    }

    private sealed class Mixed(int id)
    {
        public int Id { get; } = id;

        public string? Extra { get; set; }
    }

    private sealed record Holder(Inner Inner);

    private sealed record Inner(object Anything);

    private sealed class Hidden
    {
        private int _hidden;

        public void Add() => _hidden++;
    }

    private sealed class Private
    {
        private Private(int id) => Id = id;

        public int Id { get; }

        public static Private Of(int id) => new(id);
    }

    private sealed class Cached(int value)
    {
        [NonSerialized]
        private int _lastSeen;

        public int Value { get; } = value;

        public (int Value, int LastSeen) Both() => (Value, _lastSeen);

        public void See() => _lastSeen = Value;
    }

    private class Animal(string name)
    {
        public string Name { get; } = name;
    }

    private sealed class Dog(string name, int legs) : Animal(name)
    {
        public int Legs { get; } = legs;
    }

    private sealed class Node
    {
        public Node? Next { get; set; }
    }

    private sealed class NodeSerializer : ISerializer<Node>
    {
        public int Version => 1;

        public void Write(RecordWriter writer, in Node value)
        {
            var length = 0;
            for (var node = value; node is not null; node = node.Next)
            {
                length++;
            }

            writer.WriteInt32(length);
        }

        public Node Read(RecordReader reader, int version)
        {
            Node? node = null;
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                node = new Node { Next = node };
            }

            return node!;
        }
    }
}
