using System.Globalization;

namespace ActorStream.Hosting.Configuration.Settings;

/// <summary>A kind of value a setting may have: how it is read, written and spoken of.</summary>
internal sealed record SettingType(string Expected, Func<string, object?> TryRead, Func<object, string> Write)
{
    private static readonly Dictionary<Type, SettingType> Known = new()
    {
        [typeof(string)] = new("a text", text => text, value => (string)value),
        [typeof(bool)] = new(
            "true or false",
            text => bool.TryParse(text, out var value) ? value : null,
            value => (bool)value ? "true" : "false"),
        [typeof(int)] = Number(
            "a whole number",
            text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(long)] = Number(
            "a whole number",
            text => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(double)] = Number(
            "a number",
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(TimeSpan)] = new(
            "a duration such as 500ms, 5s, 2m, 1h or 1d",
            text => Duration.TryParse(text, out var value) ? value : null,
            value => Duration.Format((TimeSpan)value)),
        [typeof(ByteSize)] = new(
            "an amount of bytes such as 64KiB or 1MB",
            text => ByteSize.TryParse(text, out var value) ? value : null,
            value => value.ToString()!),
    };

    /// <summary>The kind for a property's type, null if there is none: then the property must be a group of settings.</summary>
    internal static SettingType? Of(Type type) => type.IsEnum ? Choice(type) : Known.GetValueOrDefault(type);

    private static SettingType Number(string expected, Func<string, object?> tryRead) =>
        new(expected, tryRead, value => Convert.ToString(value, CultureInfo.InvariantCulture)!);

    private static SettingType Choice(Type type)
    {
        var values = Enum.GetValues(type).Cast<object>().ToDictionary(value => SettingKey.FromName(value.ToString()!), value => value);
        return new SettingType(
            values.Count == 1 ? $"'{values.Keys.First()}'" : $"one of {string.Join(", ", values.Keys)}",
            text => values.GetValueOrDefault(text.Trim().ToLowerInvariant()),
            value => SettingKey.FromName(value.ToString()!));
    }
}
