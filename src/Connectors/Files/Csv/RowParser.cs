using System.Linq.Expressions;
using CsvHelper;

namespace ActorStream.Connectors.Files.Csv;

/// <summary>Makes a record of the parser's current row. Compiled once per type; which field holds which column is given per file.</summary>
internal sealed class RowParser<T>
{
    // Lazy, not a static initialiser: the error of a type that cannot be read reaches the user as it is.
    private static readonly Lazy<RowParser<T>> Compiled = new(static () => new RowParser<T>());
    private readonly Func<CsvReader, RowCursor, T> _parse;

    private RowParser()
    {
        Shape = RowShape.Of(typeof(T));
        _parse = Compile(Shape);
    }

    internal static RowParser<T> Instance => Compiled.Value;

    internal RowShape Shape { get; }

    /// <summary>Finds the record type's columns in a header.</summary>
    /// <exception cref="IOException">The header lacks some, or names one twice.</exception>
    internal RowCursor Bind(string file, IReadOnlyList<string> header)
    {
        var places = Enumerable.Range(0, header.Count);
        var fields = Shape.Columns.Select(column => places.Where(i => column.IsNamed(header[i])).ToList()).ToList();
        var missing = Shape.Columns.Where((column, i) => fields[i].Count == 0 && !column.IsOptional).Select(c => $"no column '{c.Name}'");
        var doubled = Shape.Columns.Where((_, i) => fields[i].Count > 1).Select(column => $"several columns '{column.Name}'");
        var problem = string.Join(" and ", missing.Concat(doubled));
        return problem.Length == 0
            ? new RowCursor([.. fields.Select(found => found.Count == 0 ? -1 : found[0])], header)
            : throw new IOException(
                $"Cannot read '{file}' as {typeof(T).Name}: it has {problem}. Its header is '{string.Join(',', header)}'.");
    }

    /// <summary>Parses the current row. If it throws, the cursor tells at which column.</summary>
    internal T Parse(CsvReader row, RowCursor cursor) => _parse(row, cursor);

    private static Func<CsvReader, RowCursor, T> Compile(RowShape shape)
    {
        var row = Expression.Parameter(typeof(CsvReader));
        var cursor = Expression.Parameter(typeof(RowCursor));
        var fields = Expression.Field(cursor, nameof(RowCursor.Fields));
        var at = Expression.Field(cursor, nameof(RowCursor.Column));
        var values = shape.Columns.Select(column => Expression.Variable(column.Type)).ToList();
        var steps = new List<Expression>();
        foreach (var (index, column) in shape.Columns.Index())
        {
            var field = Expression.ArrayIndex(fields, Expression.Constant(index));
            var value = FieldReader.Read(column, row, field);
            steps.Add(Expression.Assign(at, Expression.Constant(index)));
            steps.Add(Expression.Assign(values[index], !column.IsOptional ? value : Expression.Condition(
                Expression.LessThan(field, Expression.Constant(0)), Default(column), value)));
        }

        steps.Add(Expression.Assign(at, Expression.Constant(RowCursor.WholeRow)));
        var parameters = values.Where((_, i) => shape.Columns[i].Parameter is not null);
        var created = shape.Constructor is null ? Expression.New(typeof(T)) : Expression.New(shape.Constructor, parameters);
        steps.Add(Expression.MemberInit(created, shape.Columns.Index()
            .Where(static entry => entry.Item.Parameter is null)
            .Select(entry => Expression.Bind(entry.Item.Property!, values[entry.Index]))));
        return Expression.Lambda<Func<CsvReader, RowCursor, T>>(Expression.Block(values, steps), row, cursor).Compile();
    }

    private static Expression Default(RowColumn column) => column.Parameter!.DefaultValue is { } value
        ? Expression.Convert(Expression.Constant(value), column.Type)
        : Expression.Default(column.Type);
}

/// <summary>Where the columns of a record type are in one file, and which of them is being read. One per reader.</summary>
internal sealed class RowCursor(int[] fields, IReadOnlyList<string> header)
{
    internal const int WholeRow = -1;

    /// <summary>Index of each column's field; -1 where the file lacks it.</summary>
    internal readonly int[] Fields = fields;

    /// <summary>Index of the column being read, or <see cref="WholeRow"/> when all were.</summary>
    internal int Column;

    internal IReadOnlyList<string> Header => header;
}
