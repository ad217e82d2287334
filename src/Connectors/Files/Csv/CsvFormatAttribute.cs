namespace ActorStream;

/// <summary>
/// The .NET format of a CSV column, in the invariant culture: how the value is written, and for dates and times (also
/// <see cref="TimeSpan"/>) the exact format in which it is read. Without it values are written so that they can be read back, dates as
/// <c>yyyy-MM-dd</c>.
/// </summary>
/// <param name="format">A format string for the member's type, such as <c>F6</c> or <c>yyyyMMdd</c>.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class CsvFormatAttribute(string format) : Attribute
{
    /// <summary>The format.</summary>
    public string Format { get; } = format;
}
