using System.Numerics;

namespace ActorStream.Backends;

/// <summary>A scalar whose bytes in memory are what is written, little-endian, and all of whose bit patterns are values: numbers,
/// enums.</summary>
internal sealed class RawCodec<T>(ScalarKind kind) : Codec<T>
{
    public override Schema Schema { get; } = BitConverter.IsLittleEndian
        ? new ScalarSchema(kind)
        : throw new PlatformNotSupportedException("State is written little-endian; this processor is not.");

    public override bool IsRaw => true;

    public override void Write(RecordWriter writer, in T value) => writer.WriteUnmanaged(value);

    public override T Read(RecordReader reader) => reader.ReadUnmanaged<T>();

    protected override Codec<T> Adapt(Schema written, SchemaChange change) =>
        Widening.Find<T>(kind, written) ?? throw Differs(written, change);
}

/// <summary>A scalar that is checked or converted on the way.</summary>
internal sealed class ScalarCodec<T>(ScalarKind kind, Action<RecordWriter, T> write, Func<RecordReader, T> read) : Codec<T>
{
    public override Schema Schema { get; } = new ScalarSchema(kind);

    public override void Write(RecordWriter writer, in T value) => write(writer, value);

    public override T Read(RecordReader reader) => read(reader);

    protected override Codec<T> Adapt(Schema written, SchemaChange change) =>
        Widening.Find<T>(kind, written) ?? throw Differs(written, change);
}

/// <summary>The codecs of all scalar types.</summary>
internal static class ScalarCodecs
{
    private const int KindShift = 62;
    private const long TicksMask = (1L << KindShift) - 1;

    private static readonly Dictionary<Type, Codec> ByType = new()
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
        [typeof(BigInteger)] = new ScalarCodec<BigInteger>(
            ScalarKind.BigInteger, (w, v) => w.WriteBytes(v.ToByteArray()), r => new BigInteger(r.ReadBytes())),
        [typeof(Version)] = new ScalarCodec<Version>(ScalarKind.Version, WriteVersion, ReadVersion),
        [typeof(Uri)] = new ScalarCodec<Uri>(ScalarKind.Uri, WriteUri, ReadUri),
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
    public static Codec? For(Type type) => type.IsEnum ? ForEnum(type) : ByType.GetValueOrDefault(type);

    private static Codec ForEnum(Type type)
    {
        var kind = ((ScalarSchema)ByType[Enum.GetUnderlyingType(type)].Schema).Kind;
        return (Codec)Activator.CreateInstance(typeof(RawCodec<>).MakeGenericType(type), kind)!;
    }

    private static long Within(RecordReader reader, long value, long max, string what) =>
        value >= 0 && value <= max ? value : throw reader.Malformed($"{what} is {value}, not 0 to {max}");

    private static void WriteDateTime(RecordWriter writer, DateTime value) =>
        writer.WriteInt64(value.Ticks | ((long)value.Kind << KindShift));

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

    /// <summary>Parts that were not given are -1.</summary>
    private static void WriteVersion(RecordWriter writer, Version value)
    {
        writer.WriteInt32(value.Major);
        writer.WriteInt32(value.Minor);
        writer.WriteInt32(value.Build);
        writer.WriteInt32(value.Revision);
    }

    private static Version ReadVersion(RecordReader reader) =>
        (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()) switch
        {
            ( >= 0 and var major, >= 0 and var minor, -1, -1) => new Version(major, minor),
            ( >= 0 and var major, >= 0 and var minor, >= 0 and var build, -1) => new Version(major, minor, build),
            ( >= 0 and var major, >= 0 and var minor, >= 0 and var build, >= 0 and var revision) =>
                new Version(major, minor, build, revision),
            var parts => throw reader.Malformed($"the parts of a version are {parts}"),
        };

    /// <summary>As it was given, and whether it is absolute: a path alone can be read as either.</summary>
    private static void WriteUri(RecordWriter writer, Uri value)
    {
        writer.WriteBoolean(value.IsAbsoluteUri);
        writer.WriteString(value.OriginalString);
    }

    private static Uri ReadUri(RecordReader reader)
    {
        var kind = reader.ReadBoolean() ? UriKind.Absolute : UriKind.Relative;
        var text = reader.ReadString();
        return Uri.TryCreate(text, kind, out var uri) ? uri : throw reader.Malformed($"'{text}' is no {kind} URI");
    }
}
