namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>
/// Turns a parsed text into values. A reference names what its target is after all merging, except within the target itself, where it
/// names what the target was before (<c>path = ${path}":/more"</c>).
/// </summary>
/// <remarks>
/// Nothing is resolved ahead: a reference descends from the root through the layers of the fields on its path, strongest first, so that
/// <c>a { b = 1, c = ${a.b} }</c> needs b and not the whole of a. The layer under evaluation is remembered per field; a reference that
/// comes back to such a field sees the layers below only.
/// </remarks>
internal sealed class HoconResolver
{
    /// <summary>References may lead to references this deep.</summary>
    private const int MaxDepth = 200;

    private readonly HoconObject _root;
    private readonly Func<string, string?> _environment;
    private readonly Dictionary<HoconField, int> _underEvaluation = [];
    private int _depth;

    private HoconResolver(HoconObject root, Func<string, string?> environment)
    {
        _root = root;
        _environment = environment;
    }

    /// <summary>Resolves a text's root; the environment answers for references that nothing in the text does.</summary>
    internal static HoconMap Resolve(HoconObject root, Func<string, string?> environment) =>
        new HoconResolver(root, environment).Map(root);

    private HoconMap Map(HoconObject written)
    {
        var fields = new Dictionary<string, HoconValue>(StringComparer.Ordinal);
        foreach (var field in written.Fields)
        {
            if (_underEvaluation.ContainsKey(field))
                throw new HoconException(field.Layers[^1].Location, $"the value of '{field.Name}' contains itself");
            if (Merge(field, field.Layers.Count, (layer, index) => Layer(field, layer, index)) is { } value)
                fields.Add(field.Name, value);
        }

        return new HoconMap(written.Location, fields);
    }

    /// <summary>Folds the layers below an index, strongest first: objects merge until something else hides the rest.</summary>
    private static HoconValue? Merge(HoconField field, int below, Func<HoconExpression, int, HoconValue?> valueOf)
    {
        HoconMap? merged = null;
        for (var i = below - 1; i >= 0; i--)
        {
            var value = valueOf(field.Layers[i], i);
            if (value is HoconMap map)
                merged = merged is null ? map : merged.Over(map);
            else if (value is not null)
                return merged ?? value;
        }

        return merged;
    }

    private HoconValue? Layer(HoconField field, HoconExpression layer, int index)
    {
        if (layer is HoconObject written)
            return Map(written);
        var outer = _underEvaluation.TryGetValue(field, out var outerIndex);
        _underEvaluation[field] = index;
        if (++_depth > MaxDepth)
            throw new HoconException(layer.Location, $"substitutions lead to one another more than {MaxDepth} deep");
        var value = layer is HoconAppend append ? Appended(field, append, index) : Value(layer);
        _depth--;
        if (outer)
            _underEvaluation[field] = outerIndex;
        else
            _underEvaluation.Remove(field);
        return value;
    }

    private HoconList Appended(HoconField field, HoconAppend append, int index)
    {
        var before = Merge(field, index, (layer, i) => Layer(field, layer, i));
        if (before is not (null or HoconList))
            throw new HoconException(append.Location, $"'+=' needs a list, and '{field.Name}' is none so far");
        var items = (before as HoconList)?.Items ?? [];
        return new HoconList(append.Location, Value(append.Item) is { } item ? [.. items, item] : items);
    }

    private HoconValue? Value(HoconExpression expression) => expression switch
    {
        HoconText text => new HoconScalar(text.Location, text is { IsQuoted: false, Text: "null" } ? null : text.Text),
        HoconArray array => new HoconList(array.Location, [.. array.Items.Select(Value).OfType<HoconValue>()]),
        HoconObject written => Map(written),
        HoconReference reference => Target(reference),
        HoconJoin join => Joined(join),
        _ => throw new InvalidOperationException($"Unknown HOCON expression {expression.GetType().Name}."),
    };

    private HoconValue? Joined(HoconJoin join)
    {
        // A part is its value, or null for a blank or an absent optional target.
        var parts = join.Parts.Select(part => (Written: part, Value: part is HoconText { IsBlank: true } ? null : Value(part))).ToList();
        var values = parts.Select(part => part.Value).OfType<HoconValue>().ToList();
        if (values.Count == 0)
            return null;
        if (values.All(value => value is HoconScalar))
            return new HoconScalar(values[0].Location, string.Concat(parts.Select(TextOf)));
        if (values.All(value => value is HoconList))
            return new HoconList(join.Location, [.. values.Cast<HoconList>().SelectMany(list => list.Items)]);
        if (values.All(value => value is HoconMap))
            return values.Cast<HoconMap>().Aggregate((weaker, stronger) => stronger.Over(weaker));
        throw new HoconException(join.Location, "texts, lists and objects cannot be joined with one another");
    }

    private static string TextOf((HoconExpression Written, HoconValue? Value) part) => part switch
    {
        ({ } written, HoconScalar scalar) => scalar.Text ?? (written is HoconText text ? text.Text : "null"),
        (HoconText { IsBlank: true } blank, _) => blank.Text,
        _ => "",
    };

    private HoconValue? Target(HoconReference reference)
    {
        var target = reference.IncludedAt.Count == 0 ? null : FindFromRoot([.. reference.IncludedAt, .. reference.Path]);
        target ??= FindFromRoot(reference.Path) ?? FromEnvironment(string.Join('.', reference.Path));
        if (target is null && !reference.IsOptional)
        {
            throw new HoconException(
                reference.Location,
                $"{reference} is set neither in this text nor in the environment, or refers to itself; "
                + $"write {reference with { IsOptional = true }} if it may be absent");
        }

        if (reference.MustBeObject && target is not (null or HoconMap))
            throw new HoconException(reference.Location, $"{reference} stands beside an object, and its target is none");
        return target;
    }

    private HoconScalar? FromEnvironment(string name) =>
        _environment(name) is { } text ? new HoconScalar(new HoconLocation($"environment variable {name}", 0, 0), text) : null;

    private HoconValue? FindFromRoot(IReadOnlyList<string> path) => Find(_root, path, 0) is var value and not Hidden ? value : null;

    private HoconValue? Find(HoconObject within, IReadOnlyList<string> path, int index) =>
        within.Find(path[index]) is { } field ? Find(field, path, index + 1) : null;

    private HoconValue? Find(HoconField field, IReadOnlyList<string> path, int index)
    {
        var below = _underEvaluation.TryGetValue(field, out var current) ? current : field.Layers.Count;
        if (index == path.Count)
            return Merge(field, below, (layer, i) => Layer(field, layer, i));
        return Merge(field, below, (layer, i) => layer is HoconObject written
            ? Find(written, path, index)
            : Layer(field, layer, i) switch
            {
                null => null,
                HoconMap map => map.Find(path.Skip(index)),
                var other => new Hidden(other.Location),
            });
    }

    /// <summary>What a path finds that leads through something other than an object: nothing, and nothing further down either.</summary>
    private sealed record Hidden(HoconLocation Location) : HoconValue(Location);
}
