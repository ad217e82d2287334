namespace ActorStream;

/// <summary>A row of a CSV file or a line of a JSON-lines file: the record it holds, or why it holds none.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="Record">The record; meaningless if the row was rejected.</param>
/// <param name="Rejected">Why the row is not a record; <c>null</c> if it is one.</param>
public readonly record struct FileRow<T>(T Record, RejectedRow? Rejected)
{
    /// <summary>Whether the row holds a record.</summary>
    public bool IsValid => Rejected is null;

    /// <summary>The record, for who reads nothing but records.</summary>
    /// <exception cref="MalformedRowException">There is none.</exception>
    internal T Require() => Rejected is null ? Record : throw new MalformedRowException(Rejected);
}

/// <summary>A row of a file that is not a record of the type read.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The row's first line in the file, from 1.</param>
/// <param name="Column">What is at fault: the column as the header names it, or the JSON path; empty if it is the row as a whole.</param>
/// <param name="Error">What is wrong.</param>
/// <param name="Text">The row as it stands in the file, its first 4,096 bytes.</param>
public sealed record RejectedRow(string File, long Line, string Column, string Error, string Text)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"{File} line {Line}{(Column.Length == 0 ? "" : $", column '{Column}'")}: {Error}";
}
