using ActorStream.Connectors.Files.Input;
using CsvHelper;

namespace ActorStream.Connectors.Files.Csv;

/// <summary>Reads the header line of a file.</summary>
internal static class CsvHeader
{
    internal static CsvReaderOptions Options<T>(CsvReadOptions<T> options) => CsvReaderOptions.Default with
    {
        Separator = options.Separator,
        AllowLineBreaksInQuotes = options.MultilineFields,
        BufferSize = 128 * 1024,
        MaxRecordSize = 16 * 1024 * 1024,
        // Columns such as airports or currencies hold few values: each becomes one string.
        PoolStrings = true,
    };

    internal static async ValueTask<RowCursor> BindAsync<T>(
        IFileSystem files, string path, CsvReadOptions<T> options, CancellationToken cancellation)
    {
        await using var file = await files.OpenReadAsync(path, cancellation);
        var mark = new byte[2];
        if (await file.ReadAsync(0, mark, cancellation) == 2 && mark is [0xFE, 0xFF] or [0xFF, 0xFE])
        {
            throw new IOException($"Cannot read '{path}' as {typeof(T).Name}: it is UTF-16, and UTF-8 is expected. Convert it first.");
        }

        await using var csv = CsvReader.Create(new FileReadStream(file, 0), Options(options) with { BufferSize = 4096 });
        await csv.ReadHeaderAsync(cancellation);
        return csv.Headers is { Count: > 0 } header
            ? RowParser<T>.Instance.Bind(path, header)
            : throw new IOException($"Cannot read '{path}' as {typeof(T).Name}: the file is empty, and a header line was expected.");
    }
}
