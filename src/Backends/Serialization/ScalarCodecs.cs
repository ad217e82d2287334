namespace ActorStream.Backends;

/// <summary>A scalar whose bytes in memory are what is written, little-endian, and all of whose bit patterns are values: numbers, enums.</summary>
internal sealed class RawCodec<T>(ScalarKind kind) : Codec<T>
{
    public override Schema Schema { get; } = BitConverter.IsLittleEndian
        ? new ScalarSchema(kind)
        : throw new PlatformNotSupportedException("State is written little-endian; this processor is not.");

    public override void Write(RecordWriter writer, in T value) => writer.WriteUnmanaged(value);

    public override T Read(RecordReader reader) => reader.ReadUnmanaged<T>();
}

/// <summary>A scalar that is checked or converted on the way.</summary>
internal sealed class ScalarCodec<T>(ScalarKind kind, Action<RecordWriter, T> write, Func<RecordReader, T> read) : Codec<T>
{
    public override Schema Schema { get; } = new ScalarSchema(kind);

    public override void Write(RecordWriter writer, in T value) => write(writer, value);

    public override T Read(RecordReader reader) => read(reader);
}

/// <summary>The codecs of all scalar types.</summary>
internal static class ScalarCodecs
{
    private const int KindShift = 62;
    private const long TicksMask = (1L << KindShift) - 1;

    private static readonly Dictionary<Type, object> ByType = new()
    {
        [typeof(byte)] = new RawCodec<byte>(ScalarKind.Byte),
        [typeof(sbyte)] = new RawCodec<sbyte>(ScalarKind.SByte),
        [typeof(short)] = new RawCodec<short>(ScalarKind.Int16),
        [typeof(ushort)] = new RawCodec<ushort>(ScalarKind.UInt16),
        [typeof(int)] = new RawCodec<int>(ScalarKind.Int32),
        [typeof(uint)] = new RawCodec<uint>(ScalarKind.UInt32),
        [typeof(long)] = new RawCodec<long>(ScalarKind.Int64),
        [typeof(ulong)] = new RawCodec<ulong>(ScalarKind.UInt64),
        [typeof(Int128)] = new RawCodec<Int128>(ScalarKind.Int128),
        [typeof(UInt128)] = new RawCodec<UInt128>(ScalarKind.UInt128),
        [typeof(char)] = new RawCodec<char>(ScalarKind.Char),
        [typeof(Half)] = new RawCodec<Half>(ScalarKind.Half),
        [typeof(float)] = new RawCodec<float>(ScalarKind.Single),
        [typeof(double)] = new RawCodec<double>(ScalarKind.Double),
        [typeof(TimeSpan)] = new RawCodec<TimeSpan>(ScalarKind.TimeSpan),
        [typeof(Guid)] = new RawCodec<Guid>(ScalarKind.Guid),
        [typeof(bool)] = new ScalarCodec<bool>(ScalarKind.Boolean, (w, v) => w.WriteBoolean(v), r => r.ReadBoolean()),
        [typeof(string)] = new ScalarCodec<string>(ScalarKind.String, (w, v) => w.WriteString(v), r => r.ReadString()),
        [typeof(decimal)] = new ScalarCodec<decimal>(ScalarKind.Decimal, WriteDecimal, ReadDecimal),
        [typeof(DateTime)] = new ScalarCodec<DateTime>(ScalarKind.DateTime, WriteDateTime, ReadDateTime),
        [typeof(DateTimeOffset)] = new ScalarCodec<DateTimeOffset>(ScalarKind.DateTimeOffset, WriteDateTimeOffset, ReadDateTimeOffset),
        [typeof(DateOnly)] = new ScalarCodec<DateOnly>(
            ScalarKind.DateOnly,
            (w, v) => w.WriteInt32(v.DayNumber),
            r => DateOnly.FromDayNumber((int)Within(r, r.ReadInt32(), DateOnly.MaxValue.DayNumber, "a day number"))),
        [typeof(TimeOnly)] = new ScalarCodec<TimeOnly>(
            ScalarKind.TimeOnly,
            (w, v) => w.WriteInt64(v.Ticks),
            r => new TimeOnly(Within(r, r.ReadInt64(), TimeOnly.MaxValue.Ticks, "a time of day"))),
    };

    /// <summary>The codec of a scalar or enum type; <c>null</c> for other types.</summary>
    public static object? For(Type type) => type.IsEnum ? ForEnum(type) : ByType.GetValueOrDefault(type);

    private static object ForEnum(Type type)
    {
        var underlying = ByType[Enum.GetUnderlyingType(type)];
        var kind = ((ScalarSchema)underlying.GetType().GetProperty(nameof(RawCodec<int>.Schema))!.GetValue(underlying)!).Kind;
        return Activator.CreateInstance(typeof(RawCodec<>).MakeGenericType(type), kind)!;
    }

    private static long Within(RecordReader reader, long value, long max, string what) =>
        value >= 0 && value <= max ? value : throw reader.Malformed($"{what} is {value}, not 0 to {max}");

    private static void WriteDateTime(RecordWriter writer, DateTime value) => writer.WriteInt64(value.Ticks | ((long)value.Kind << KindShift));

    private static DateTime ReadDateTime(RecordReader reader)
    {
        var bits = reader.ReadInt64();
        var kind = Within(reader, (long)((ulong)bits >> KindShift), (long)DateTimeKind.Local, "the kind of a date and time");
        return new DateTime(Within(reader, bits & TicksMask, DateTime.MaxValue.Ticks, "a date and time"), (DateTimeKind)kind);
    }

    private static void WriteDateTimeOffset(RecordWriter writer, DateTimeOffset value)
    {
        writer.WriteInt64(value.Ticks);
        writer.WriteUnmanaged((short)value.TotalOffsetMinutes);
    }

    private static DateTimeOffset ReadDateTimeOffset(RecordReader reader)
    {
        var ticks = Within(reader, reader.ReadInt64(), DateTime.MaxValue.Ticks, "a date and time");
        var minutes = reader.ReadUnmanaged<short>();
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
        }
        catch (ArgumentException)
        {
            throw reader.Malformed($"a date and time has ticks {ticks} at an offset of {minutes} minutes");
        }
    }

    private static void WriteDecimal(RecordWriter writer, decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        foreach (var part in bits)
        {
            writer.WriteInt32(part);
        }
    }

    private static decimal ReadDecimal(RecordReader reader)
    {
        Span<int> bits = [reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()];
        try
        {
            return new decimal(bits);
        }
        catch (ArgumentException)
        {
            throw reader.Malformed("the sign and scale of a decimal are none");
        }
    }
}
