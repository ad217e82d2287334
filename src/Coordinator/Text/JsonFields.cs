using System.Globalization;
using System.Text.Json;

namespace ActorStream.Coordinator;

/// <summary>
/// The fields of a JSON object read strictly: what is missing or of another kind is a <see cref="FormatException"/> that names it.
/// </summary>
internal readonly struct JsonFields(JsonElement json)
{
    internal static JsonDocument Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    internal long Number(string name) =>
        Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
            ? number
            : throw new FormatException($"field '{name}' is not a whole number");

    /// <summary>A number of 32 bits.</summary>
    internal int Int32(string name) => Number(name) is >= int.MinValue and <= int.MaxValue and var number
        ? (int)number
        : throw new FormatException($"field '{name}' is not a number of 32 bits");

    internal bool Flag(string name) => Field(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException($"field '{name}' is neither true nor false"),
    };

    /// <summary>False where there is no such field.</summary>
    internal bool OptionalFlag(string name) => TryField(name) is not null && Flag(name);

    /// <summary>0 where there is no such field.</summary>
    internal long OptionalNumber(string name) => TryField(name) is null ? 0 : Number(name);

    /// <summary>Null where there is no such field.</summary>
    internal string? OptionalText(string name) => TryField(name) is null ? null : Text(name);

    /// <summary>None where there is no such field.</summary>
    internal IReadOnlyList<string> OptionalTexts(string name) => TryField(name) is null ? [] : Texts(name);

    /// <summary>Null where there is no such field.</summary>
    internal T? Optional<T>(string name, Func<JsonFields, T> read)
        where T : class => TryField(name) is { } value ? read(new JsonFields(value)) : null;

    internal string Text(string name) => TextOf(Field(name), name);

    /// <summary>A number of 32 bits in hexadecimal digits.</summary>
    internal uint Hex32(string name) =>
        uint.TryParse(Text(name), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new FormatException($"field '{name}' is not a hexadecimal number of 32 bits");

    /// <summary>A number of 64 bits in hexadecimal digits.</summary>
    internal ulong Hex64(string name) =>
        ulong.TryParse(Text(name), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new FormatException($"field '{name}' is not a hexadecimal number of 64 bits");

    /// <summary>Bytes in base 64.</summary>
    internal ReadOnlyMemory<byte> Bytes(string name) => BytesOf(Field(name), name);

    /// <summary>Bytes in base 64, or null if there is no such field.</summary>
    internal ReadOnlyMemory<byte>? OptionalBytes(string name) =>
        TryField(name) is { } value ? BytesOf(value, name) : default(ReadOnlyMemory<byte>?); // A plain null would be no bytes.

    internal IReadOnlyList<T> List<T>(string name, Func<JsonFields, T> read) =>
        [.. Items(name).Select(item => read(new JsonFields(item)))];

    internal IReadOnlyList<string> Texts(string name) => [.. Items(name).Select(item => TextOf(item, name))];

    internal IReadOnlyList<ReadOnlyMemory<byte>> BytesList(string name) => [.. Items(name).Select(item => BytesOf(item, name))];

    private static string TextOf(JsonElement value, string name) => value.ValueKind == JsonValueKind.String
        ? Valid(value.GetString)!
        : throw new FormatException($"field '{name}' is not a text");

    /// <summary>Bytes that are not UTF-8, and halves of surrogate pairs, are found only when they are looked at.</summary>
    private static T Valid<T>(Func<T> look)
    {
        try
        {
            return look();
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private static ReadOnlyMemory<byte> BytesOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String && Valid(() => value.TryGetBytesFromBase64(out var bytes) ? bytes : null) is { } found
            ? found
            : throw new FormatException($"field '{name}' is not base 64");

    private JsonElement Field(string name) => TryField(name) ?? throw new FormatException($"field '{name}' is missing");

    private JsonElement? TryField(string name)
    {
        var fields = json;
        return json.ValueKind == JsonValueKind.Object
            ? Valid(() => fields.TryGetProperty(name, out var value) ? value : (JsonElement?)null)
            : null;
    }

    private IEnumerable<JsonElement> Items(string name) => Field(name) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray()
        : throw new FormatException($"field '{name}' is not a list");
}
