using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.RocksDb;

public sealed class OrderedKeysTests
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Numbers_are_in_their_order()
    {
        Ordered<long>([long.MinValue, -2, -1, 0, 1, 255, 256, long.MaxValue]);
        Ordered<int>([int.MinValue, -1, 0, 1, 65_536, int.MaxValue]);
        Ordered<short>([short.MinValue, -1, 0, short.MaxValue]);
        Ordered<sbyte>([sbyte.MinValue, -1, 0, sbyte.MaxValue]);
        Ordered<ulong>([0UL, 1, 256, ulong.MaxValue]);
        Ordered([(byte)0, (byte)127, (byte)128, (byte)255]);
        Ordered<Int128>([Int128.MinValue, -1, 0, Int128.MaxValue]);
        Ordered([false, true]);
        Ordered(['\0', 'a', '\u00ff', '\u0100', '\uffff']);
        Ordered([DayOfWeek.Sunday, DayOfWeek.Monday, DayOfWeek.Saturday]);
    }

    [Fact]
    public void Decimals_are_in_their_order_and_equal_ones_have_equal_bytes()
    {
        Ordered([decimal.MinValue, -1.5m, -0.0000000000000000000000000001m, 0m, 0.0000000000000000000000000001m, 1m, 1.01m, 10m, decimal.MaxValue]);
        Assert.Equal(Bytes(1.0m), Bytes(1.00m));
        Assert.Equal(Bytes(0m), Bytes(new decimal(0, 0, 0, isNegative: true, 3)));
    }

    [Fact]
    public void Dates_and_times_are_in_the_order_of_their_instants()
    {
        Ordered([DateTime.MinValue, Noon.AddTicks(-1), Noon, DateTime.MaxValue]);
        Ordered([DateTimeOffset.MinValue, new DateTimeOffset(Noon), new DateTimeOffset(Noon.AddHours(1)), DateTimeOffset.MaxValue]);
        Ordered([DateOnly.MinValue, DateOnly.FromDateTime(Noon), DateOnly.MaxValue]);
        Ordered([TimeOnly.MinValue, new TimeOnly(12, 0), TimeOnly.MaxValue]);
        Ordered([TimeSpan.MinValue, TimeSpan.FromTicks(-1), TimeSpan.Zero, TimeSpan.MaxValue]);
        Assert.Equal(Bytes(Noon), Bytes(DateTime.SpecifyKind(Noon, DateTimeKind.Local)));
        Assert.Equal(Bytes(new DateTimeOffset(Noon)), Bytes(new DateTimeOffset(Noon).ToOffset(TimeSpan.FromHours(-5))));
    }

    [Fact]
    public void Texts_are_in_ordinal_order_and_guids_as_they_are_written()
    {
        Ordered(["", "\0", "a", "aa", "b", "\u00ff", "\u0100", "\ud800", "\uffff"]);
        Guid[] guids = [Guid.Empty, new("00000001-0000-0000-0000-000000000000"), new("01000000-0000-0000-0000-000000000000"), new("ffffffff-ffff-ffff-ffff-ffffffffffff")];
        Ordered(guids);
    }

    [Fact]
    public void Keys_without_an_order_are_told_apart_by_their_equality()
    {
        Assert.Equal(Bytes((1.0m, "x")), Bytes((1.000m, "x")));
        Assert.NotEqual(Bytes((1.0m, "x")), Bytes((1.0m, "y")));
        Assert.Equal((7, "x"), Read<(int, string)>(Bytes((7, "x"))));
    }

    private static void Ordered<T>(IReadOnlyList<T> ascending)
    {
        var bytes = ascending.Select(Bytes).ToList();
        for (var i = 1; i < bytes.Count; i++)
        {
            Assert.True(bytes[i - 1].AsSpan().SequenceCompareTo(bytes[i]) < 0, $"{ascending[i - 1]} is not before {ascending[i]}");
        }

        if (new OrderedKeys<T>(Codecs.For<T>()).AreReadable)
        {
            Assert.Equal(ascending, bytes.Select(Read<T>));
        }
    }

    private static byte[] Bytes<T>(T key)
    {
        var writer = new RecordWriter();
        new OrderedKeys<T>(Codecs.For<T>()).Write(writer, key, spare: new RecordWriter());
        return writer.Written.ToArray();
    }

    private static T Read<T>(byte[] stored) => new OrderedKeys<T>(Codecs.For<T>()).Read(stored, spare: new RecordWriter(), new RecordReader());
}
