namespace ActorStream;

/// <summary>Parts a stream of rows into records and rejected rows.</summary>
public static class FileRowStreams
{
    /// <summary>The records.</summary>
    public static DataStream<T> Valid<T>(this DataStream<FileRow<T>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Where(static row => row.IsValid).Select(static row => row.Record);
    }

    /// <summary>The rows that hold no record, to be committed to a sink of their own, say.</summary>
    public static DataStream<RejectedRow> Rejected<T>(this DataStream<FileRow<T>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Where(static row => !row.IsValid).Select(static row => row.Rejected!);
    }
}
