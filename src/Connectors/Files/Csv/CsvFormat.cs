using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ActorStream.Connectors.Files.Output;
using CsvHelper;

namespace ActorStream.Connectors.Files.Csv;

/// <summary>A header line, then a row per record.</summary>
internal sealed class CsvFormat<T> : IRecordFormat<T>
{
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with
    {
        NewLine = "\n",
        TrueValue = "true",
        FalseValue = "false",
    };

    private readonly string[] _header;
    private readonly Action<CsvWriter, T> _write;

    internal CsvFormat()
    {
        var shape = RowShape.Of(typeof(T));
        _header = [.. shape.Columns.Select(column => column.Name)];
        var (row, record) = (Expression.Parameter(typeof(CsvWriter)), Expression.Parameter(typeof(T)));
        var fields = shape.Columns.Select(column => FieldWriter.Write(column, row, record));
        _write = Expression.Lambda<Action<CsvWriter, T>>(Expression.Block(fields), row, record).Compile();
    }

    public string Extension => ".csv";

    public IRecordEncoder<T> Open(Stream into) => new Encoder(this, into);

    private sealed class Encoder(CsvFormat<T> format, Stream into) : IRecordEncoder<T>
    {
        private readonly CsvWriter _csv = CsvWriter.Create(into, Options, leaveOpen: true);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Encode(ReadOnlySpan<T> records)
        {
            if (_csv.RecordCount == 0)
            {
                _csv.WriteHeader(format._header);
            }

            foreach (var record in records)
            {
                format._write(_csv, record);
                _csv.EndRecord();
            }

            _csv.Flush();
        }

        public void Dispose() => _csv.Dispose();
    }
}
