using System.Reflection;

namespace ActorStream.Hosting.Configuration.Settings;

/// <summary>All settings of a settings record, found by its properties: nested records are groups.</summary>
internal sealed class SettingCatalogue
{
    private readonly Dictionary<string, SettingDefinition> _byKey;
    private readonly List<(string Path, IReadOnlyList<PropertyInfo> Way)> _groups = [];

    internal SettingCatalogue(Type root)
    {
        var definitions = new List<SettingDefinition>();
        Add(definitions, root, []);
        Definitions = definitions;
        _byKey = definitions.ToDictionary(definition => SettingKey.Canonical(definition.Path));
    }

    /// <summary>The settings in the order of their properties.</summary>
    internal IReadOnlyList<SettingDefinition> Definitions { get; }

    /// <summary>The setting with this key, however it is spelled.</summary>
    internal SettingDefinition? Find(string path) => _byKey.GetValueOrDefault(SettingKey.Canonical(path));

    internal bool IsGroup(string path) => _groups.Exists(group => SettingKey.Canonical(group.Path) == SettingKey.Canonical(path));

    /// <summary>The key a mistaken one most likely meant: the right name in the wrong group counts as one slip.</summary>
    internal string Nearest(string path)
    {
        var wanted = path.Replace(':', '.').ToLowerInvariant();
        return Definitions.MinBy(known => LastName(known.Path) == LastName(wanted) ? 1 : SettingKey.Distance(wanted, known.Path))!.Path;
    }

    /// <summary>The rules between several settings that do not hold, one sentence each.</summary>
    internal IEnumerable<string> BrokenRules(object settings) =>
        from @group in _groups
        let holder = @group.Way.Aggregate((object?)settings, (outer, property) => property.GetValue(outer)) as ICrossCheckedSettings
        where holder is not null
        from rule in holder.BrokenRules()
        select @group.Path.Length == 0 ? rule : $"{@group.Path}.{rule}";

    private void Add(List<SettingDefinition> definitions, Type type, IReadOnlyList<PropertyInfo> way)
    {
        _groups.Add((string.Join('.', way.Select(property => SettingKey.FromName(property.Name))), way));
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            IReadOnlyList<PropertyInfo> here = [.. way, property];
            var listOf = ListItem(property.PropertyType);
            var valueType = listOf ?? Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (SettingType.Of(valueType) is { } known)
                definitions.Add(new SettingDefinition(here, known, listOf));
            else
                Add(definitions, property.PropertyType, here);
        }
    }

    private static Type? ListItem(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static string LastName(string path) => path[(path.LastIndexOf('.') + 1)..];
}
