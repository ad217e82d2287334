using System.Globalization;
using System.Linq.Expressions;
using CsvHelper;

namespace ActorStream.Connectors.Files.Csv;

/// <summary>Writes a value of some type as a field: what compiled row writers call.</summary>
internal static class FieldWriter
{
    /// <summary>An expression that writes a column of a record.</summary>
    /// <exception cref="ArgumentException">The type cannot be written as text.</exception>
    internal static Expression Write(RowColumn column, Expression row, Expression record)
    {
        var property = column.Property
            ?? throw new ArgumentException($"Column '{column.Name}' cannot be written to CSV: no public property gives its value.");
        var value = Expression.Property(record, property);
        if (Nullable.GetUnderlyingType(column.Type) is not { } type)
        {
            return Value(column, column.Type, row, value);
        }

        return Expression.IfThenElse(
            Expression.Property(value, nameof(Nullable<int>.HasValue)),
            Value(column, type, row, Expression.Property(value, nameof(Nullable<int>.Value))),
            Expression.Call(typeof(FieldWriter), nameof(Text), [], row, Expression.Constant("")));
    }

    private static MethodCallExpression Value(RowColumn column, Type type, Expression row, Expression value)
    {
        if (type == typeof(string))
        {
            return Expression.Call(typeof(FieldWriter), nameof(Text), [], row, value);
        }

        var method = type.IsEnum ? nameof(Named)
            : type == typeof(bool) ? nameof(Flag)
            : type == typeof(DateTime) ? nameof(Instant)
            : type == typeof(DateTimeOffset) ? nameof(InstantOffset)
            : type == typeof(DateOnly) ? nameof(Date)
            : typeof(IUtf8SpanFormattable).IsAssignableFrom(type) ? nameof(Formatted)
            : typeof(IFormattable).IsAssignableFrom(type) ? nameof(Formattable)
            : throw new ArgumentException(
                $"{type.Name} cannot be written to CSV column '{column.Name}': it is no number, string, enum, date or IFormattable.");
        Type[] types = method is nameof(Named) or nameof(Formatted) or nameof(Formattable) ? [type] : [];
        return Expression.Call(typeof(FieldWriter), method, types, row, value, Expression.Constant(column.Format, typeof(string)));
    }

    private static void Text(CsvWriter row, string? value) => row.WriteField(value);

    private static void Named<T>(CsvWriter row, T value, string? format)
        where T : struct, Enum => row.WriteField(value.ToString(format));

    private static void Flag(CsvWriter row, bool value, string? format) => row.WriteField(value);

    private static void Instant(CsvWriter row, DateTime value, string? format) => row.WriteField(value, format);

    private static void InstantOffset(CsvWriter row, DateTimeOffset value, string? format) => row.WriteField(value, format);

    private static void Date(CsvWriter row, DateOnly value, string? format) => row.WriteField(value, format);

    private static void Formatted<T>(CsvWriter row, T value, string? format)
        where T : IUtf8SpanFormattable => row.WriteField(value, format);

    private static void Formattable<T>(CsvWriter row, T value, string? format)
        where T : IFormattable => row.WriteField(value.ToString(format, CultureInfo.InvariantCulture));
}
