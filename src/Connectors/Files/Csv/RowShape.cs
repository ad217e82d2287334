using System.Reflection;
using System.Text.Json;

namespace ActorStream.Connectors.Files.Csv;

/// <summary>One column of a record type.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Type">The value's type.</param>
/// <param name="Format">Of <see cref="CsvFormatAttribute"/>, if any.</param>
/// <param name="Parameter">The constructor parameter that takes it; null if it is assigned.</param>
/// <param name="Property">The property that gives it; null if there is none, and then it can only be read from files.</param>
internal sealed record RowColumn(string Name, Type Type, string? Format, ParameterInfo? Parameter, PropertyInfo? Property)
{
    /// <summary>Whether a file may lack it.</summary>
    internal bool IsOptional => Parameter is { HasDefaultValue: true };

    /// <summary>Whether a reference that is null when the field is empty.</summary>
    internal bool IsNullableReference { get; init; }

    internal bool IsNamed(string header) => Comparable(header) == Comparable(Name);

    private static string Comparable(string name) =>
        string.Concat(name.Where(static c => c is not ('_' or '-' or ' '))).ToUpperInvariant();
}

/// <summary>The columns of a record type: those of its constructor, then its other settable properties.</summary>
internal sealed record RowShape(ConstructorInfo? Constructor, IReadOnlyList<RowColumn> Columns)
{
    internal static RowShape Of(Type type)
    {
        if (type.IsPrimitive || type.IsAbstract || type == typeof(string) || type == typeof(decimal))
        {
            throw new ArgumentException($"{type.Name} has no columns: a CSV row takes a record, class or struct with public members.");
        }

        var constructor = type.GetConstructors().MaxBy(static c => c.GetParameters().Length);
        if (constructor is null && !type.IsValueType)
        {
            throw new ArgumentException($"{type.Name} has no public constructor, through which a CSV row could be made one.");
        }

        var parameters = constructor?.GetParameters() ?? [];
        var properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(static p => p.GetIndexParameters().Length == 0 && p.GetMethod is { IsPublic: true })
            .ToList();
        var columns = new List<RowColumn>();
        foreach (var parameter in parameters)
        {
            var property = properties.Find(p => string.Equals(p.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
            columns.Add(Column(parameter.Name!, parameter.ParameterType, parameter, property));
            properties.RemoveAll(p => p == property);
        }

        foreach (var property in properties.Where(static p => p.SetMethod is { IsPublic: true }))
        {
            columns.Add(Column(property.Name, property.PropertyType, null, property));
        }

        return columns.Count > 0
            ? new RowShape(constructor, columns)
            : throw new ArgumentException($"{type.Name} has no columns: neither constructor parameters nor settable properties.");
    }

    private static RowColumn Column(string name, Type type, ParameterInfo? parameter, PropertyInfo? property)
    {
        var isReference = !type.IsValueType;
        var nullability = new NullabilityInfoContext();
        var state = !isReference ? NullabilityState.NotNull
            : parameter is not null ? nullability.Create(parameter).WriteState : nullability.Create(property!).WriteState;
        return new RowColumn(
            Attribute<CsvColumnAttribute>(parameter, property)?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(name),
            type,
            Attribute<CsvFormatAttribute>(parameter, property)?.Format,
            parameter,
            property)
        {
            IsNullableReference = state == NullabilityState.Nullable,
        };
    }

    private static TAttribute? Attribute<TAttribute>(ParameterInfo? parameter, PropertyInfo? property)
        where TAttribute : Attribute =>
        parameter?.GetCustomAttribute<TAttribute>() ?? property?.GetCustomAttribute<TAttribute>();
}
