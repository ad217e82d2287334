namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>A value as written, before substitutions are resolved.</summary>
internal abstract record HoconExpression(HoconLocation Location);

/// <summary>A string, number, boolean or null. A blank is what stands between two parts of a joined value.</summary>
internal sealed record HoconText(HoconLocation Location, string Text, bool IsQuoted, bool IsBlank = false) : HoconExpression(Location);

/// <summary>A list.</summary>
internal sealed record HoconArray(HoconLocation Location, IReadOnlyList<HoconExpression> Items) : HoconExpression(Location);

/// <summary>Several values side by side: texts become one string, lists one list, objects one object.</summary>
internal sealed record HoconJoin(HoconLocation Location, IReadOnlyList<HoconExpression> Parts) : HoconExpression(Location);

/// <summary><c>key += item</c>: the list that the key had so far, and one item more.</summary>
internal sealed record HoconAppend(HoconLocation Location, HoconExpression Item) : HoconExpression(Location);

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
/// <param name="Location">Where it is written.</param>
/// <param name="Path">What it names.</param>
/// <param name="IncludedAt"> Path of the object into which the file with this reference was included: the name is looked up below that
/// first, then from the root.
/// </param>
/// <param name="IsOptional">Whether the target may be absent.</param>
/// <param name="MustBeObject">Whether it stands beside an object, so that the target must be one.</param>
internal sealed record HoconReference(
    HoconLocation Location, IReadOnlyList<string> Path, IReadOnlyList<string> IncludedAt, bool IsOptional, bool MustBeObject = false)
    : HoconExpression(Location)
{
    public override string ToString() => $"${{{(IsOptional ? "?" : "")}{string.Join('.', Path)}}}";
}
