namespace ActorStream;

/// <summary>A row of a file is not a record of the type read. Names file, line and what of the row is at fault.</summary>
public sealed class MalformedRowException(RejectedRow row)
    : IOException($"Malformed row in {row}. Mend the row, or read the file with ReadRows, which sets such rows aside."), IPermanentError
{
    /// <summary>The row.</summary>
    public RejectedRow Row { get; } = row;
}
