using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace ActorStream.Connectors.Files.Input;

/// <summary>
/// The records of one split, one after the other, and the byte position behind each. CsvHelper finds their ends; where the split begins
/// and ends is decided here.
/// </summary>
internal sealed class SplitRecords : IAsyncDisposable
{
    private const int MostRejectedTextBytes = 4096;
    private readonly FileSplit _split;
    private readonly IFileReader _file;
    private readonly long _first;
    private readonly long _base;
    private long _end;
    private (long Offset, long Line) _counted = (0, 1);

    private SplitRecords(FileSplit split, IFileReader file, long first, CsvReaderOptions options)
    {
        (_split, _file, _first, _end) = (split, file, first, split.Offset);
        // Within the file the parser begins at the line break before the record, lest it take U+FEFF there for a byte order mark.
        _base = Math.Max(0, first - 1);
        Current = CsvReader.Create(new FileReadStream(file, _base), options);
    }

    /// <summary>The parser, on the current record.</summary>
    internal CsvReader Current { get; }

    /// <summary>The split, read up to and including the current record.</summary>
    internal FileSplit Position => _split with { Offset = _end };

    /// <summary>Opens a split behind the last record that was read of it.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="input">Where the source looks for files.</param>
    /// <param name="split">The split.</param>
    /// <param name="options">The parser's, given whether it starts at the first byte of the file.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">The file is not there any more, is another one now, or is not of this input.</exception>
    internal static async ValueTask<SplitRecords> OpenAsync(
        IFileSystem files, InputPath input, FileSplit split, Func<bool, CsvReaderOptions> options, CancellationToken cancellation)
    {
        if (!input.Covers(split.Path))
        {
            throw new IOException($"The job was reading '{split.Path}' and its input is '{input}' now. Start it with its former input, or "
                + "afresh, discarding its checkpoints and output.");
        }

        var file = await OpenFileAsync(files, split.Path, cancellation);
        try
        {
            if (file.Length != split.FileLength)
            {
                throw new IOException($"Input '{split.Path}' has changed since the job began to read it: it has {file.Length} bytes and "
                    + $"had {split.FileLength}. Put the former file back, or start the job afresh, discarding its checkpoints and output.");
            }

            var first = await LineBreaks.FirstLineAtAsync(file, split.Offset + 1, cancellation);
            var records = new SplitRecords(split, file, first, options(first == 0));
            if (first > 0 && !records.Current.Options.SkipEmptyLines)
            {
                await records.Current.ReadAsync(cancellation);
            }

            return records;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Goes to the next record; <c>false</c> if the split has no more. Nearly always at once, and then without an asynchronous step.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal ValueTask<bool> MoveNextAsync(CancellationToken cancellation)
    {
        if (_first >= _split.End)
        {
            return new(false);
        }

        ValueTask<bool> read;
        try
        {
            read = Current.ReadAsync(cancellation);
        }
        catch (CsvFormatException error)
        {
            throw Unreadable(error);
        }

        return read.IsCompletedSuccessfully ? new(IsWithin(read.Result)) : AwaitAsync(read);
    }

    private async ValueTask<bool> AwaitAsync(ValueTask<bool> read)
    {
        try
        {
            return IsWithin(await read);
        }
        catch (CsvFormatException error)
        {
            throw Unreadable(error);
        }
    }

    /// <summary>Whether the record that was read, if any, belongs to the split.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWithin(bool isRead)
    {
        if (!isRead)
        {
            return false;
        }

        var offset = _base + Current.ByteOffset;
        if (offset >= _split.End)
        {
            return false;
        }

        _end = offset + Current.RawRecord.Length;
        return true;
    }

    private IOException Unreadable(CsvFormatException error) =>
        new($"Cannot read '{_split.Path}' behind byte {_end}: {error.Message}", error);

    /// <summary>Says of the current record why it is not one of the type read.</summary>
    internal async ValueTask<RejectedRow> RejectAsync(string column, string problem, CancellationToken cancellation)
    {
        var raw = Current.RawRecord;
        var text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, MostRejectedTextBytes)]);
        return new RejectedRow(_split.Path, await LineAsync(cancellation), column, problem, text);
    }

    /// <summary>
    /// The current record's line in the file, counted when it is asked for, which is for errors only: the file is read once from its start
    /// for the first error of a split.
    /// </summary>
    private async ValueTask<long> LineAsync(CancellationToken cancellation)
    {
        var offset = _base + Current.ByteOffset;
        _counted = (offset, _counted.Line + await LineBreaks.CountAsync(_file, _counted.Offset, offset, cancellation));
        return _counted.Line;
    }

    private static async ValueTask<IFileReader> OpenFileAsync(IFileSystem files, string path, CancellationToken cancellation)
    {
        try
        {
            return await files.OpenReadAsync(path, cancellation);
        }
        catch (FileNotFoundException error)
        {
            throw new IOException(
                $"Input '{path}' is not there any more, and the job has not read it to its end. Put it back, or start the job afresh, "
                + "discarding its checkpoints and output.", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Current.DisposeAsync();
        await _file.DisposeAsync();
    }
}
