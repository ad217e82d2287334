namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>An object as written: fields in the order of their first appearance.</summary>
internal sealed record HoconObject(HoconLocation Location) : HoconExpression(Location)
{
    private readonly Dictionary<string, HoconField> _byName = new(StringComparer.Ordinal);
    private readonly List<HoconField> _fields = [];

    internal IReadOnlyList<HoconField> Fields => _fields;

    internal HoconField? Find(string name) => _byName.GetValueOrDefault(name);

    internal HoconField FindOrAdd(string name)
    {
        if (!_byName.TryGetValue(name, out var field))
        {
            field = new HoconField(name);
            _byName.Add(name, field);
            _fields.Add(field);
        }

        return field;
    }

    /// <summary>Assigns all fields of another object, as if they were written here.</summary>
    internal void MergeFrom(HoconObject other)
    {
        foreach (var field in other._fields)
        {
            var mine = FindOrAdd(field.Name);
            foreach (var layer in field.Layers)
                mine.Assign(layer);
        }
    }
}

/// <summary>
/// All that was assigned to one key, weakest first. Objects one after the other merge at once; what needs a substitution stays a layer of
/// its own, because only the resolver can tell whether it merges with its neighbours or hides what is below.
/// </summary>
internal sealed class HoconField(string name)
{
    private readonly List<HoconExpression> _layers = [];

    internal string Name { get; } = name;

    internal IReadOnlyList<HoconExpression> Layers => _layers;

    internal void Assign(HoconExpression value)
    {
        if (value is HoconJoin join && join.Parts.Any(part => part is HoconObject))
            AssignJoinedObjects(join);
        else if (value is HoconObject added && _layers.LastOrDefault() is HoconObject last)
            last.MergeFrom(added);
        else
            _layers.Add(value);
    }

    /// <summary>
    /// <c>${base} { x = 1 }</c> is <c>${base}</c> and then <c>{ x = 1 }</c>: as layers, a field of one may name a field of the other.
    /// </summary>
    private void AssignJoinedObjects(HoconJoin join)
    {
        foreach (var part in join.Parts)
        {
            switch (part)
            {
                case HoconText { IsBlank: true }:
                    break;
                case HoconObject:
                    Assign(part);
                    break;
                case HoconReference reference:
                    _layers.Add(reference with { MustBeObject = true });
                    break;
                default:
                    throw new HoconException(part.Location, $"an object cannot be joined with something else in the value of '{Name}'");
            }
        }
    }
}
