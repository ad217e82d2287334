using System.Text;
using ActorStream.Connectors.Files.Input;
using CsvHelper;

namespace ActorStream.Connectors.Files.Text;

/// <summary>Lines are records without quotes, taken as they are; the separator does not matter then.</summary>
internal sealed class LineReader(SplitRecords records) : ISplitReader<string, FileSplit>
{
    internal static CsvReaderOptions Options { get; } = CsvReaderOptions.Default with
    {
        Mode = CsvMode.NoEscape,
        Separator = ',',
        HasHeader = false,
        SkipEmptyLines = false,
        BufferSize = 128 * 1024,
    };

    public FileSplit Position => records.Position;

    public async ValueTask<bool> FetchAsync(FetchBuffer<string> into, CancellationToken cancellation)
    {
        while (into.Free > 0)
        {
            if (!await records.MoveNextAsync(cancellation))
            {
                return false;
            }

            into.Add(Encoding.UTF8.GetString(records.Current.RawRecord));
        }

        return true;
    }

    public ValueTask DisposeAsync() => records.DisposeAsync();
}
