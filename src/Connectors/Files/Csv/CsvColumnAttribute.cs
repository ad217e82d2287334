namespace ActorStream;

/// <summary>Names the CSV column of a constructor parameter or property. Without it, reading takes the column whose name is the member's,
/// upper and lower case, '_', '-' and spaces aside, and writing uses the member's name in snake case (<c>MeanDelay</c>:
/// <c>mean_delay</c>).</summary>
/// <param name="name">The column's name in the header; letter case does not matter to reading.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class CsvColumnAttribute(string name) : Attribute
{
    /// <summary>The column's name.</summary>
    public string Name { get; } = name;
}
