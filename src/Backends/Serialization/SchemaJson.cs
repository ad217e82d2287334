using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace ActorStream.Backends;

/// <summary>
/// Values as JSON by their schema alone: nothing needs the types that they were written from. Dates are ISO 8601, what JSON's numbers do
/// not hold exactly everywhere is text, bytes of serializers of the user's are base 64.
/// </summary>
internal static class SchemaJson
{
    private static readonly Dictionary<ScalarKind, Action<Utf8JsonWriter, RecordReader>> Scalars = new()
    {
        [ScalarKind.Boolean] = (json, reader) => json.WriteBooleanValue(reader.ReadBoolean()),
        [ScalarKind.Byte] = (json, reader) => json.WriteNumberValue(reader.ReadByte()),
        [ScalarKind.SByte] = Number<sbyte>((json, value) => json.WriteNumberValue(value)),
        [ScalarKind.Int16] = Number<short>((json, value) => json.WriteNumberValue(value)),
        [ScalarKind.UInt16] = Number<ushort>((json, value) => json.WriteNumberValue(value)),
        [ScalarKind.Int32] = Number<int>((json, value) => json.WriteNumberValue(value)),
        [ScalarKind.UInt32] = Number<uint>((json, value) => json.WriteNumberValue(value)),
        [ScalarKind.Int64] = Number<long>((json, value) => json.WriteNumberValue(value)),
        [ScalarKind.UInt64] = Number<ulong>((json, value) => json.WriteNumberValue(value)),
        [ScalarKind.Int128] = Text<Int128>(),
        [ScalarKind.UInt128] = Text<UInt128>(),
        [ScalarKind.Char] = Text<char>(),
        [ScalarKind.Half] = Number<Half>((json, value) => WriteFloating(json, (double)value)),
        [ScalarKind.Single] = Number<float>((json, value) => WriteFloating(json, value)),
        [ScalarKind.Double] = Number<double>(WriteFloating),
        [ScalarKind.Decimal] = Number<decimal>((json, value) => json.WriteNumberValue(value)),
        [ScalarKind.Guid] = Number<Guid>((json, value) => json.WriteStringValue(value)),
        [ScalarKind.DateTime] = Number<DateTime>((json, value) => json.WriteStringValue(value)),
        [ScalarKind.DateTimeOffset] = Number<DateTimeOffset>((json, value) => json.WriteStringValue(value)),
        [ScalarKind.DateOnly] = Text<DateOnly>("O"),
        [ScalarKind.TimeOnly] = Text<TimeOnly>("O"),
        [ScalarKind.TimeSpan] = Text<TimeSpan>("c"),
        [ScalarKind.String] = (json, reader) => json.WriteStringValue(reader.ReadString()),
        [ScalarKind.BigInteger] = Text<BigInteger>(),
        [ScalarKind.Version] = Number<Version>((json, value) => json.WriteStringValue(value.ToString())),
        [ScalarKind.Uri] = Number<Uri>((json, value) => json.WriteStringValue(value.OriginalString)),
    };

    /// <summary>Reads one value and writes it.</summary>
    /// <exception cref="MalformedRecordException">The bytes are no such value.</exception>
    public static void Write(Utf8JsonWriter json, Schema schema, RecordReader reader)
    {
        switch (schema)
        {
            case ScalarSchema scalar:
                Scalars[scalar.Kind](json, reader);
                break;
            case OptionalSchema optional when reader.ReadBoolean():
                Write(json, optional.Value, reader);
                break;
            case OptionalSchema:
                json.WriteNullValue();
                break;
            case ListSchema list:
                json.WriteStartArray();
                for (var left = reader.ReadCount(list.Item.MinimumBytes); left > 0; left--) Write(json, list.Item, reader);
                json.WriteEndArray();
                break;
            case RecordSchema record:
                WriteRecord(json, record, reader);
                break;
            case ReferenceSchema reference:
                reader.Enter();
                Write(json, reference.Record, reader);
                reader.Leave();
                break;
            case ExpiringSchema expiring:
                json.WriteStartObject();
                json.WriteString("expires", Instant(reader.ReadInt64()));
                json.WritePropertyName("value");
                Write(json, expiring.Value, reader);
                json.WriteEndObject();
                break;
            case CustomSchema:
                json.WriteBase64StringValue(reader.ReadRaw(reader.ReadInt32()));
                break;
            default:
                throw new InvalidOperationException($"A schema of type {schema.GetType().Name} has no JSON.");
        }
    }

    /// <summary>An instant in ticks, as event times and timers are kept.</summary>
    public static string Instant(long ticks) => ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
        ? new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture)
        : ticks.ToString(CultureInfo.InvariantCulture);

    private static void WriteRecord(Utf8JsonWriter json, RecordSchema record, RecordReader reader)
    {
        json.WriteStartObject();
        foreach (var (name, field) in record.Fields)
        {
            json.WritePropertyName(name);
            Write(json, field, reader);
        }

        if (record.Fields.Count == 0) reader.ReadByte();
        json.WriteEndObject();
    }

    private static Action<Utf8JsonWriter, RecordReader> Number<T>(Action<Utf8JsonWriter, T> write)
    {
        var codec = (Codec<T>)ScalarCodecs.For(typeof(T))!;
        return (json, reader) => write(json, codec.Read(reader));
    }

    private static Action<Utf8JsonWriter, RecordReader> Text<T>(string? format = null)
        where T : IFormattable => Number<T>((json, value) => json.WriteStringValue(value.ToString(format, CultureInfo.InvariantCulture)));

    private static void WriteFloating(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
