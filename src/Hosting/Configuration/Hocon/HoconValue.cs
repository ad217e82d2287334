using System.Globalization;

namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>A resolved value and where it was written.</summary>
internal abstract record HoconValue(HoconLocation Location)
{
    /// <summary>All scalars below, by their path with ':' between names and list positions; a null is a key without value.</summary>
    internal void FlattenInto(IDictionary<string, HoconScalar> target, string path)
    {
        switch (this)
        {
            case HoconScalar scalar:
                target[path] = scalar;
                break;
            case HoconMap map:
                foreach (var (name, value) in map.Fields)
                    value.FlattenInto(target, path.Length == 0 ? name : $"{path}:{name}");
                break;
            case HoconList { Items.Count: 0 }:
                target[path] = new HoconScalar(Location, "");
                break;
            case HoconList list:
                for (var i = 0; i < list.Items.Count; i++)
                    list.Items[i].FlattenInto(target, string.Create(CultureInfo.InvariantCulture, $"{path}:{i}"));
                break;
            default:
                throw new InvalidOperationException($"Unknown HOCON value {GetType().Name}.");
        }
    }
}

/// <summary>A text; null for the unquoted word <c>null</c>.</summary>
internal sealed record HoconScalar(HoconLocation Location, string? Text) : HoconValue(Location);

internal sealed record HoconList(HoconLocation Location, IReadOnlyList<HoconValue> Items) : HoconValue(Location);

internal sealed record HoconMap(HoconLocation Location, IReadOnlyDictionary<string, HoconValue> Fields) : HoconValue(Location)
{
    /// <summary>The value at a path below this object, or null.</summary>
    internal HoconValue? Find(IEnumerable<string> path)
    {
        HoconValue? value = this;
        foreach (var name in path)
            value = (value as HoconMap)?.Fields.GetValueOrDefault(name);
        return value;
    }

    /// <summary>This object over a weaker one: objects in both merge, anything else here hides what is there.</summary>
    internal HoconMap Over(HoconMap weaker)
    {
        var fields = new Dictionary<string, HoconValue>(weaker.Fields, StringComparer.Ordinal);
        foreach (var (name, value) in Fields)
        {
            fields[name] = value is HoconMap mine && fields.GetValueOrDefault(name) is HoconMap theirs ? mine.Over(theirs) : value;
        }

        return new HoconMap(Location, fields);
    }
}
