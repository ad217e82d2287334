namespace ActorStream;

/// <summary>A row of a CSV file is not a record of the type read. Names file, line and column.</summary>
public sealed class MalformedRowException(RejectedRow row)
    : IOException($"Malformed row in {row}. Mend the row, or read the file with CsvFile.ReadRows, which sets such rows aside."), IPermanentError
{
    /// <summary>The row.</summary>
    public RejectedRow Row { get; } = row;
}
