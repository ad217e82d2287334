using System.Globalization;
using System.Linq.Expressions;
using CsvHelper;

namespace ActorStream.Connectors.Files.Csv;

/// <summary>Reads a field as a value of some type: what compiled row parsers call.</summary>
internal static class FieldReader
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>An expression that reads the field of a column's type.</summary>
    /// <exception cref="ArgumentException">The type cannot be read from text.</exception>
    internal static Expression Read(RowColumn column, Expression row, Expression field)
    {
        var type = Nullable.GetUnderlyingType(column.Type) ?? column.Type;
        var value = Value(type, column.Format, row, field) ?? throw new ArgumentException(
            $"{type.Name} cannot be read from CSV column '{column.Name}': it is no number, string, enum, date or ISpanParsable.");
        return type == column.Type && !column.IsNullableReference
            ? value
            : Expression.Condition(
                Expression.Call(row, nameof(CsvReader.IsEmpty), [], field),
                Expression.Default(column.Type),
                Expression.Convert(value, column.Type));
    }

    private static Expression? Value(Type type, string? format, Expression row, Expression field)
    {
        return type switch
        {
            _ when type == typeof(string) => Call(nameof(Text), []),
            { IsEnum: true } => Call(nameof(Named), [type]),
            _ when type == typeof(DateTime) => Call(nameof(Instant), [], format),
            _ when type == typeof(DateTimeOffset) => Call(nameof(InstantOffset), [], format),
            _ when type == typeof(DateOnly) && format is not null => Call(nameof(Date), [], format),
            _ when type == typeof(TimeOnly) && format is not null => Call(nameof(TimeOfDay), [], format),
            _ when type == typeof(TimeSpan) && format is not null => Call(nameof(Span), [], format),
            _ when IsSpanParsable(type) => Call(nameof(Parsed), [type]),
            _ => null,
        };

        Expression Call(string method, Type[] types, params string?[] more) => Expression.Call(
            typeof(FieldReader), method, types, [row, field, .. more.Select(static text => Expression.Constant(text, typeof(string)))]);
    }

    private static bool IsSpanParsable(Type type) => type.GetInterfaces().Any(
        i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ISpanParsable<>) && i.GenericTypeArguments[0] == type);

    private static string Text(CsvReader row, int field) => row.GetString(field);

    private static T Parsed<T>(CsvReader row, int field)
        where T : ISpanParsable<T> => row.Parse<T>(field);

    private static T Named<T>(CsvReader row, int field)
        where T : struct, Enum => row.Parse<T>(field);

    // Without a zone in the text a time is UTC: a local one would depend on the machine.
    private static DateTime Instant(CsvReader row, int field, string? format) => format is null
        ? DateTime.Parse(row.GetString(field), CultureInfo.InvariantCulture, Utc)
        : DateTime.ParseExact(row.GetString(field), format, CultureInfo.InvariantCulture, Utc);

    private static DateTimeOffset InstantOffset(CsvReader row, int field, string? format) => format is null
        ? DateTimeOffset.Parse(row.GetString(field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        : DateTimeOffset.ParseExact(row.GetString(field), format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DateOnly Date(CsvReader row, int field, string format) =>
        DateOnly.ParseExact(row.GetString(field), format, CultureInfo.InvariantCulture);

    private static TimeOnly TimeOfDay(CsvReader row, int field, string format) =>
        TimeOnly.ParseExact(row.GetString(field), format, CultureInfo.InvariantCulture);

    private static TimeSpan Span(CsvReader row, int field, string format) =>
        TimeSpan.ParseExact(row.GetString(field), format, CultureInfo.InvariantCulture);
}
