using System.Collections;
using System.Reflection;

namespace ActorStream.Hosting.Configuration.Settings;

/// <summary>One setting: its key, where its value lives in the settings record, and which values it may have.</summary>
internal sealed class SettingDefinition
{
    private readonly IReadOnlyList<PropertyInfo> _way;
    private readonly SettingType _type;
    private readonly Type? _listOf;
    private readonly string? _nullWord;
    private readonly SettingRangeAttribute? _range;

    internal SettingDefinition(IReadOnlyList<PropertyInfo> way, SettingType type, Type? listOf)
    {
        _way = way;
        _type = type;
        _listOf = listOf;
        Path = string.Join('.', way.Select(property => SettingKey.FromName(property.Name)));
        _range = way[^1].GetCustomAttribute<SettingRangeAttribute>();
        if (IsNullable(way[^1]))
            _nullWord = way[^1].GetCustomAttribute<SettingNullWordAttribute>()?.Word ?? "off";
    }

    /// <summary>Full key, with dots.</summary>
    internal string Path { get; }

    internal bool IsList => _listOf is not null;

    /// <summary>What the setting may be, in words.</summary>
    internal string Expected
    {
        get
        {
            var expected = IsList ? $"a list, each item {_type.Expected}" : _type.Expected;
            if (_range is not null)
                expected += $", from {_range.Least} to {_range.Most}";
            return _nullWord is null ? expected : $"{expected}, or {_nullWord}";
        }
    }

    internal object? Get(object settings) => _way.Aggregate((object?)settings, (holder, property) => property.GetValue(holder));

    /// <summary>Sets the value in a settings record that nobody else has seen yet.</summary>
    internal void Set(object settings, object? value)
    {
        var holder = _way.SkipLast(1).Aggregate(settings, (outer, property) => property.GetValue(outer)!);
        _way[^1].SetValue(holder, value);
    }

    /// <summary>Reads a value; false if the text, null for an explicit null, is not one the setting may have.</summary>
    internal bool TryRead(string? text, out object? value)
    {
        value = null;
        if (text is null || text.Trim().Equals(_nullWord, StringComparison.OrdinalIgnoreCase))
            return _nullWord is not null;
        value = _type.TryRead(text);
        return value is not null && IsWithinRange(value);
    }

    /// <summary>Reads a list; false if one of its items is not what it may be.</summary>
    internal bool TryReadList(IReadOnlyList<string?> texts, out object? value)
    {
        var items = Array.CreateInstance(_listOf!, texts.Count);
        value = items;
        for (var i = 0; i < texts.Count; i++)
        {
            if (!TryRead(texts[i], out var item) || item is null)
                return false;
            items.SetValue(item, i);
        }

        return true;
    }

    /// <summary>Whether the setting may have this value; for values set in code, which no text was read for.</summary>
    internal bool Allows(object? value) => value switch
    {
        null => _nullWord is not null,
        IEnumerable items and not string => items.Cast<object?>().All(item => item is not null && IsWithinRange(item)),
        _ => IsWithinRange(value),
    };

    /// <summary>The value as a settings file would have it.</summary>
    internal string Write(object? value) => value switch
    {
        null => _nullWord ?? "null",
        IEnumerable items and not string => $"[{string.Join(", ", items.Cast<object>().Select(_type.Write))}]",
        _ => _type.Write(value),
    };

    private bool IsWithinRange(object value)
    {
        if (_range is null)
            return true;
        var (least, most) = (_type.TryRead(_range.Least)!, _type.TryRead(_range.Most)!);
        return Rank(value).CompareTo(Rank(least)) >= 0 && Rank(value).CompareTo(Rank(most)) <= 0;
    }

    private static IComparable Rank(object value) => value is ByteSize size ? size.Bytes : (IComparable)value;

    private static bool IsNullable(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
}
