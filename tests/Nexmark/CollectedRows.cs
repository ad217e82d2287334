using System.Globalization;
using Nexmark;

namespace ActorStream.Tests.Nexmark;

/// <summary>Collects rows as text, in the order in which they were made; for jobs that nothing fails in.</summary>
internal sealed class CollectedRows : IRows
{
    internal List<string> Rows { get; } = [];

    public void Take<TRow>(DataStream<TRow> rows, Func<TRow, DateTime>? partition = null)
    {
        var columns = typeof(TRow).GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters()
            .Select(parameter => typeof(TRow).GetProperty(parameter.Name!)!).ToArray();
        rows.ForEach(row => Rows.Add(string.Join('|', columns.Select(column => Text(column.GetValue(row))))));
    }

    /// <summary>Of rows whose first columns are equal, the last.</summary>
    internal List<string> LastBy(int columns) =>
        [.. Rows.GroupBy(row => string.Join('|', row.Split('|').Take(columns))).Select(key => key.Last())];

    private static string? Text(object? value) => value switch
    {
        DateTime time => Text(new DateTimeOffset(time).ToUnixTimeMilliseconds()),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Euros euros => Text(euros.Thousandths),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
