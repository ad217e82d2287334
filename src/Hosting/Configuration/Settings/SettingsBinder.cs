using System.Globalization;

namespace ActorStream.Hosting.Configuration.Settings;

/// <summary>
/// Lays sources of settings over one another and makes the settings record of what is on top. Everything that is wrong in any of them is
/// collected and thrown at once.
/// </summary>
internal sealed class SettingsBinder<TSettings>
    where TSettings : class, new()
{
    private readonly SettingCatalogue _catalogue = new(typeof(TSettings));
    private readonly Dictionary<SettingDefinition, (object? Value, string Origin)> _values = [];
    private readonly List<string> _problems = [];

    private SettingsBinder()
    {
        var defaults = new TSettings();
        foreach (var definition in _catalogue.Definitions)
            _values[definition] = (definition.Get(defaults), "default");
    }

    /// <summary>Binds all layers, with what code changes between the two stacks.</summary>
    /// <exception cref="SettingsException">Some setting cannot be used; names all of them.</exception>
    internal static BoundSettings<TSettings> Bind(SettingLayers layers, Func<TSettings, TSettings>? code = null)
    {
        var binder = new SettingsBinder<TSettings>();
        foreach (var layer in layers.BelowCode)
            binder.Apply(layer);
        if (code is not null)
            binder.Apply(code);
        foreach (var layer in layers.AboveCode)
            binder.Apply(layer);
        return binder.Result();
    }

    private void Apply(SettingLayer layer)
    {
        var lists = new Dictionary<SettingDefinition, List<SettingEntry>>();
        foreach (var entry in layer.Entries)
        {
            if (_catalogue.Find(entry.Path) is { } definition)
                Apply(definition, entry);
            else if (ListOf(entry.Path) is { } list)
                (lists.TryGetValue(list, out var items) ? items : lists[list] = []).Add(entry);
            else if (!_catalogue.IsGroup(entry.Path))
                _problems.Add($"{Spelled(entry)} is no setting; the nearest is {_catalogue.Nearest(entry.Path)} (set in {entry.Origin})");
            else if (!string.IsNullOrEmpty(entry.Text))
                _problems.Add($"{Spelled(entry)} is a group of settings and cannot be '{entry.Text}' (set in {entry.Origin})");
        }

        foreach (var (definition, items) in lists)
        {
            if (definition.TryReadList(items.ConvertAll(item => item.Text), out var value))
                _values[definition] = (value, items[0].Origin);
            else
                Refuse(definition, $"[{string.Join(", ", items.Select(item => item.Text))}]", items[0].Origin);
        }
    }

    private void Apply(SettingDefinition definition, SettingEntry entry)
    {
        object? value;
        var isRead = definition.IsList
            ? definition.TryReadList(string.IsNullOrEmpty(entry.Text) ? [] : [entry.Text], out value)
            : definition.TryRead(entry.Text, out value);
        if (isRead)
            _values[definition] = (value, entry.Origin);
        else
            Refuse(definition, entry.Text ?? "null", entry.Origin);
    }

    /// <summary>Lets code change the settings so far; what differs afterwards was set by it.</summary>
    private void Apply(Func<TSettings, TSettings> code)
    {
        var before = Build();
        var after = code(before);
        foreach (var definition in _catalogue.Definitions)
        {
            var value = definition.Get(after);
            if (Equals(value, definition.Get(before)))
                continue;
            if (definition.Allows(value))
                _values[definition] = (value, "code");
            else
                Refuse(definition, definition.Write(value), "code");
        }
    }

    private void Refuse(SettingDefinition definition, string text, string origin) =>
        _problems.Add($"{definition.Path} is '{text}' and must be {definition.Expected} (set in {origin})");

    /// <summary>The list setting that a path such as <c>seeds:0</c> is an item of.</summary>
    private SettingDefinition? ListOf(string path)
    {
        var end = path.LastIndexOf(':');
        return end > 0 && int.TryParse(path.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && _catalogue.Find(path[..end]) is { IsList: true } list ? list : null;
    }

    private BoundSettings<TSettings> Result()
    {
        var settings = Build();
        if (_problems.Count == 0)
            _problems.AddRange(_catalogue.BrokenRules(settings));
        if (_problems.Count > 0)
            throw new SettingsException(_problems);
        return new BoundSettings<TSettings>(settings, [.. _catalogue.Definitions.Select(definition =>
            new BoundSetting(definition.Path, definition.Write(_values[definition].Value), _values[definition].Origin))]);
    }

    private TSettings Build()
    {
        var settings = new TSettings();
        foreach (var (definition, value) in _values)
            definition.Set(settings, value.Value);
        return settings;
    }

    private static string Spelled(SettingEntry entry) => entry.Path.Replace(':', '.');
}
