using System.Runtime.CompilerServices;
using ActorStream.Connectors.Files.Input;
using CsvHelper;

namespace ActorStream.Connectors.Files.Csv;

/// <summary>The rows of one split, each parsed or rejected.</summary>
internal sealed class CsvRows<T> : IAsyncDisposable
{
    private readonly SplitRecords _records;
    private readonly RowCursor _cursor;
    private readonly Quoting _quoting;
    private readonly RowParser<T> _parser = RowParser<T>.Instance;

    private CsvRows(SplitRecords records, RowCursor cursor, Quoting quoting) =>
        (_records, _cursor, _quoting) = (records, cursor, quoting);

    internal FileRow<T> Current { get; private set; }

    internal FileSplit Position => _records.Position;

    internal static async ValueTask<CsvRows<T>> OpenAsync(
        IFileSystem files, InputPath input, FileSplit split, CsvReadOptions<T> options, CancellationToken cancellation)
    {
        var quoting = new Quoting();
        var records = await SplitRecords.OpenAsync(
            files,
            input,
            split,
            fromStart => CsvHeader.Options(options) with { HasHeader = fromStart, OnMalformedRecord = quoting.Report },
            cancellation);
        try
        {
            return new CsvRows<T>(records, await CsvHeader.BindAsync(files, split.Path, options, cancellation), quoting);
        }
        catch
        {
            await records.DisposeAsync();
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal ValueTask<bool> MoveNextAsync(CancellationToken cancellation)
    {
        _quoting.Problem = null;
        var moved = _records.MoveNextAsync(cancellation);
        return moved.IsCompletedSuccessfully ? TakeAsync(moved.Result, cancellation) : AwaitAsync(moved, cancellation);
    }

    private async ValueTask<bool> AwaitAsync(ValueTask<bool> moved, CancellationToken cancellation) =>
        await TakeAsync(await moved, cancellation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ValueTask<bool> TakeAsync(bool isRead, CancellationToken cancellation)
    {
        if (!isRead)
        {
            return new(false);
        }

        if (!TryParse(out var record, out var column, out var problem))
        {
            return RejectAsync(column, problem, cancellation);
        }

        Current = new FileRow<T>(record, null);
        return new(true);
    }

    private async ValueTask<bool> RejectAsync(string column, string problem, CancellationToken cancellation)
    {
        Current = new FileRow<T>(default!, await _records.RejectAsync(column, problem, cancellation));
        return true;
    }

    public ValueTask DisposeAsync() => _records.DisposeAsync();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryParse(out T record, out string column, out string problem)
    {
        var row = _records.Current;
        (record, column, problem) = (default!, "", "");
        if (_quoting.Problem is { } quoting)
        {
            problem = quoting;
        }
        else if (row.FieldCount != _cursor.Header.Count)
        {
            column = row.FieldCount < _cursor.Header.Count ? _cursor.Header[row.FieldCount] : "";
            problem = $"the row has {row.FieldCount} fields and the header {_cursor.Header.Count}";
        }
        else
        {
            try
            {
                record = _parser.Parse(row, _cursor);
                return true;
            }
            catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
            {
                (column, problem) = Explain(row, error);
            }
        }

        return false;
    }

    private (string Column, string Problem) Explain(CsvReader row, Exception error)
    {
        if (_cursor.Column == RowCursor.WholeRow)
        {
            return ("", $"the values make no {typeof(T).Name}: {error.Message}");
        }

        var field = _cursor.Fields[_cursor.Column];
        var type = _parser.Shape.Columns[_cursor.Column].Type;
        var name = (Nullable.GetUnderlyingType(type) ?? type).Name;
        var article = "AEIOU".Contains(name[0], StringComparison.Ordinal) ? "an" : "a";
        var range = error is OverflowException ? " that it can hold" : "";
        return (_cursor.Header[field], $"'{row.GetString(field)}' is not {article} {name}{range}");
    }

    /// <summary>What the parser says of the quotes in the record that it gives next.</summary>
    private sealed class Quoting
    {
        internal string? Problem { get; set; }

        internal void Report(CsvMalformedRecord record) => Problem = record.Reason switch
        {
            CsvMalformedReason.StrayQuote => "a quote stands in a field that does not begin with one",
            CsvMalformedReason.TextAfterClosingQuote => "text follows the closing quote of a field",
            CsvMalformedReason.LineBreakInQuotes =>
                "a quoted field is not closed in its line; if fields may hold line breaks set MultilineFields",
            CsvMalformedReason.UnterminatedQuote => "a quoted field is never closed",
            _ => record.Reason.ToString(),
        };
    }
}
