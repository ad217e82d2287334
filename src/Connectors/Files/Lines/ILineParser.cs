namespace ActorStream.Connectors.Files.Lines;

/// <summary>Makes records of lines. Immutable, shared by all readers of a source.</summary>
internal interface ILineParser<T>
{
    /// <summary>Whether a line without a byte is no record.</summary>
    bool SkipsEmptyLines { get; }

    /// <summary>The record of a line; or what is wrong with the line, and then no record.</summary>
    T Parse(ReadOnlySpan<byte> line, out LineError? error);

    /// <summary>What is given in place of a record that could not be parsed.</summary>
    /// <exception cref="MalformedRowException">Nothing is.</exception>
    T Reject(RejectedRow row);
}

/// <summary>What is wrong with a line.</summary>
/// <param name="Place">Where in it; empty if it is the line as a whole.</param>
/// <param name="Problem">What.</param>
internal sealed record LineError(string Place, string Problem);
