using System.Globalization;
using System.Numerics;
using ActorStream.Backends;
using Xunit;
using static ActorStream.Tests.Engine.Backends.Serialization.RoundTrip;

namespace ActorStream.Tests.Engine.Backends.Serialization;

/// <summary>Numbers made wider, fields renamed, values converted.</summary>
public sealed class SchemaChangesTests
{
    public enum Small : byte
    {
        One = 1,
        Most = 255,
    }

    public enum Wide
    {
        One = 1,
        Most = 255,
    }

    [Fact]
    public void Numbers_may_become_wider()
    {
        Assert.Equal(-3L, Reread<int, long>(-3));
        Assert.Equal(255, Reread<byte, short>(255));
        Assert.Equal(ulong.MaxValue, Reread<ulong, Int128>(ulong.MaxValue));
        Assert.Equal(Int128.MinValue, Reread<Int128, BigInteger>(Int128.MinValue));
        Assert.Equal(int.MinValue, Reread<int, double>(int.MinValue));
        Assert.Equal(ushort.MaxValue, Reread<ushort, float>(ushort.MaxValue));
        Assert.Equal(long.MinValue, Reread<long, decimal>(long.MinValue));
        Assert.Equal(1.5, Reread<float, double>(1.5f));
        Assert.Equal(1.5f, Reread<Half, float>((Half)1.5));
        Assert.Equal([1L, -2L], Reread<int[], List<long>>([1, -2]));
        Assert.Equal((1m, 2.5), Reread<(int, float), (decimal, double)>((1, 2.5f)));
    }

    [Fact]
    public void Numbers_that_could_lose_something_are_refused()
    {
        Refused<long, int>(1);
        Refused<int, uint>(1);
        Refused<int, float>(1);
        Refused<long, double>(1);
        Refused<double, float>(1);
        Refused<double, decimal>(1);
        Refused<decimal, double>(1);
        Refused<Int128, decimal>(1);
        Refused<uint, int>(1);
        Refused<bool, int>(true);
        Refused<char, int>('a');
        Refused<DateTime, long>(default);
        Refused<string, int>("1");
        Refused<int?, int>(1);

        static void Refused<TThen, TNow>(TThen value) => Assert.Throws<StateRestoreException>(() => Reread<TThen, TNow>(value));
    }

    [Fact]
    public void Enums_are_their_numbers()
    {
        Assert.Equal(Wide.Most, Reread<Small, Wide>(Small.Most));
        Assert.Equal(255, Reread<Small, byte>(Small.Most));
        Assert.Equal(Small.One, Reread<byte, Small>(1));
        Assert.Equal(255L, Reread<Wide, long>(Wide.Most));
        Assert.Throws<StateRestoreException>(() => Reread<Wide, Small>(Wide.One));
    }

    [Fact]
    public void What_was_never_null_may_be_null_now()
    {
        Assert.Equal(3, Reread<int, int?>(3));
        Assert.Equal(3L, Reread<int, long?>(3));
        Assert.Null(Reread<int?, long?>(null));
        Assert.Equal(new PointClass(1, 2), Reread<Point, PointClass>(new Point(1, 2)));
        Assert.Equal([new PointClass(1, 2)], Reread<Point[], PointClass[]>([new Point(1, 2)]));
        Assert.Throws<StateRestoreException>(() => Reread<PointClass, Point>(new PointClass(1, 2)));
    }

    [Fact]
    public void A_new_parameter_gets_its_default()
    {
        var now = Reread<Point, PointWithDefaults>(new Point(1, 2));
        Assert.Equal(new PointWithDefaults(1, 2), now);
        Assert.Equal((7, "north", Wide.Most, (Wide?)Wide.One, 1.5m, (int?)3, 0), (now.Z, now.Label, now.Kind, now.Other, now.Scale, now.Depth, now.Plain));
    }

    [Fact]
    public void A_list_of_structs_that_grew_is_read_to_its_end() =>
        Assert.Equal([new Grown(1, 2, 0, default), new Grown(3, 4, 0, default)], Reread<Point[], Grown[]>([new Point(1, 2), new Point(3, 4)]));

    [Fact]
    public void A_field_may_have_another_name()
    {
        Assert.Equal(new Renamed(1, 2), Reread<Point, Renamed>(new Point(1, 2)));
        Assert.Equal(new Renamed(1, 2), Reread<PointBefore, Renamed>(new PointBefore(1, 2)));
        Assert.Equal(new Renamed(1, 2), Copy(new Renamed(1, 2)));
        Assert.Equal(5, Reread<HasOld, HasBoth>(new HasOld { Old = 5 }).New);
        Assert.Equal(6, Reread<HasOldAndNew, HasBoth>(new HasOldAndNew { Old = 5, New = 6 }).New);
    }

    [Fact]
    public void A_former_name_belongs_to_one_member() =>
        Assert.Contains("the name 'X' belongs to X and Y", Codecs.Problem<TwoOfOneName>(), StringComparison.Ordinal);

    [Fact]
    public void The_name_of_a_type_plays_no_part()
    {
        Assert.Equal(new Coordinates(1, 2), Reread<Point, Coordinates>(new Point(1, 2)));
        var writer = new RecordWriter();
        SchemaFormat.Write(writer, Codecs.For<List<Coordinates>>().Schema);
        Assert.DoesNotContain(nameof(Coordinates), System.Text.Encoding.Unicode.GetString(writer.Written.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_converter_of_a_type_holds_wherever_the_type_is()
    {
        Assert.Equal(new Money(250, "EUR"), Reread<decimal, Money>(2.5m));
        Assert.Equal([new Money(250, "EUR")], Reread<List<decimal>, List<Money>>([2.5m]));
        Assert.Equal(new Money(250, "EUR"), Reread<Amount, Order>(new Amount("a", 2.5m)).Total);
        Assert.Equal(new Money(250, "CHF"), Reread<Cents, Money>(new Cents(250)));
        Assert.Equal(new Money(1, "USD"), Copy(new Money(1, "USD")));
    }

    [Fact]
    public void A_converter_of_a_member_holds_there()
    {
        var now = Reread<Visit, VisitNow>(new Visit("2001-02-03", 90, null));
        Assert.Equal(new VisitNow(new DateOnly(2001, 2, 3), TimeSpan.FromMinutes(90), null), now);
        Assert.Equal(now, Copy(now));
    }

    [Fact]
    public void Converters_follow_one_another() =>
        Assert.Equal(new Third("EUR 250"), Reread<decimal, Third>(2.5m));

    [Fact]
    public void A_converter_that_throws_names_the_field()
    {
        var error = Assert.Throws<StateRestoreException>(() => Reread<Visit, VisitNow>(new Visit("yesterday", 90, null)));
        Assert.Contains("'flights.Day'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(TextToDate), error.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public void A_converter_that_does_not_fit_is_an_error_when_the_job_is_built()
    {
        Assert.Contains("'Misplaced.When' of type DateTime", Codecs.Problem<Misplaced>(), StringComparison.Ordinal);
        Assert.Contains("is no IStateConverter to DateTime", Codecs.Problem<Misplaced>(), StringComparison.Ordinal);
        Assert.Contains("its converter FromAnything cannot be used", Codecs.Problem<ConvertsAnything>(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_constructor_or_serializer_refuses_is_malformed()
    {
        var writer = new RecordWriter();
        Codecs.For<int>().Write(writer, -1);
        var error = Assert.Throws<MalformedRecordException>(() => Codecs.For<Positive>().Read(new RecordReader(writer.Written)));
        Assert.Contains("Positive refused it with ArgumentOutOfRangeException", error.Message, StringComparison.Ordinal);
        var custom = Codecs.For(new Careless());
        Assert.Throws<MalformedRecordException>(() => custom.Read(new RecordReader(new byte[] { 1, 0, 0, 0, 200 })));
        Assert.Throws<MalformedRecordException>(() => custom.Read(new RecordReader(new byte[] { 0, 0, 0, 0, 1, 2, 3 })));
        Assert.Throws<MalformedRecordException>(() => custom.Read(new RecordReader(new byte[] { 2, 0, 0, 0, 1, 2, 3 })));
    }

    private readonly record struct Point(int X, int Y);

    private sealed record PointClass(int X, int Y);

    private readonly record struct PointBefore(int Left, int Top);

    private readonly record struct Coordinates(int X, int Y);

    private readonly record struct Grown(int X, int Y, long Added, Guid More);

    private sealed record PointWithDefaults(
        int X, int Y, long Z = 7, string Label = "north", Wide Kind = Wide.Most, Wide? Other = Wide.One, decimal Scale = 1.5m, int? Depth = 3,
        int Plain = default);

    private sealed record Renamed([FormerlyNamed("X"), FormerlyNamed("Left")] int Horizontal, [property: FormerlyNamed("Y"), FormerlyNamed("Top")] int Vertical);

    private sealed class HasOld
    {
        public int Old { get; set; }
    }

    private sealed class HasOldAndNew
    {
        public int Old { get; set; }

        public int New { get; set; }
    }

    private sealed class HasBoth
    {
        [FormerlyNamed("Old")]
        public int New { get; set; }
    }

    private sealed record TwoOfOneName(int X, [FormerlyNamed("X")] int Y);

    private sealed record Cents(int Count);

    [ConvertedBy<DecimalToMoney>]
    [ConvertedBy<CentsToMoney>]
    private sealed record Money(int Count, string Currency);

    private sealed class DecimalToMoney : IStateConverter<decimal, Money>
    {
        public Money Convert(decimal old) => new((int)(old * 100), "EUR");
    }

    private sealed class CentsToMoney : IStateConverter<Cents, Money>
    {
        public Money Convert(Cents old) => new(old.Count, "CHF");
    }

    [ConvertedBy<MoneyToThird>]
    private sealed record Third(string Text);

    private sealed class MoneyToThird : IStateConverter<Money, Third>
    {
        public Third Convert(Money old) => new($"{old.Currency} {old.Count}");
    }

    private sealed record Amount(string Id, decimal Total);

    private sealed record Order(string Id, Money Total);

    private sealed record Visit(string Day, int Minutes, string? Left);

    private sealed record VisitNow(
        [ConvertedBy<TextToDate>] DateOnly Day,
        [ConvertedBy<MinutesToTime>] [FormerlyNamed("Minutes")] TimeSpan Length,
        [property: ConvertedBy<TextToUri>] Uri? Left);

    private sealed class TextToDate : IStateConverter<string, DateOnly>
    {
        public DateOnly Convert(string old) => DateOnly.ParseExact(old, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private sealed class MinutesToTime : IStateConverter<int, TimeSpan>
    {
        public TimeSpan Convert(int old) => TimeSpan.FromMinutes(old);
    }

    private sealed class TextToUri : IStateConverter<string, Uri>
    {
        public Uri Convert(string old) => new(old);
    }

    private sealed record Misplaced([ConvertedBy<TextToDate>] DateTime When);

    private sealed record ConvertsAnything([ConvertedBy<FromAnything>] int Value);

    private sealed class FromAnything : IStateConverter<object, int>
    {
        public int Convert(object old) => 1;
    }

    private readonly record struct Positive
    {
        public Positive(int value)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Value = value;
        }

        public int Value { get; }
    }

    private sealed class Careless : ISerializer<int>
    {
        public int Version => 1;

        public void Write(RecordWriter writer, in int value) => writer.WriteByte((byte)value);

        public int Read(RecordReader reader, int version) => new[] { 1, 2, 3 }[reader.ReadByte()];
    }
}
