using ActorStream.Connectors.Files.Input;
using CsvHelper;

namespace ActorStream.Connectors.Files.Lines;

/// <summary>Lines are records without quotes, taken as they are; the separator does not matter then.</summary>
internal sealed class LineReader<T>(SplitRecords records, ILineParser<T> parser) : ISplitReader<T, FileSplit>
{
    public FileSplit Position => records.Position;

    internal static CsvReaderOptions Options(bool skipsEmptyLines) => CsvReaderOptions.Default with
    {
        Mode = CsvMode.NoEscape,
        Separator = ',',
        HasHeader = false,
        SkipEmptyLines = skipsEmptyLines,
        BufferSize = 128 * 1024,
    };

    public async ValueTask<bool> FetchAsync(FetchBuffer<T> into, CancellationToken cancellation)
    {
        while (into.Free > 0)
        {
            if (!await records.MoveNextAsync(cancellation))
            {
                return false;
            }

            var record = parser.Parse(records.Current.RawRecord, out var error);
            into.Add(error is null
                ? record
                : parser.Reject(await records.RejectAsync(error.Place, error.Problem, cancellation)));
        }

        return true;
    }

    public ValueTask DisposeAsync() => records.DisposeAsync();
}
