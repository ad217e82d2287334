using System.Text;
using ActorStream.Connectors.Files.Lines;

namespace ActorStream.Connectors.Files.Text;

/// <summary>A line is a record as it stands.</summary>
internal sealed class TextParser : ILineParser<string>
{
    internal static TextParser Instance { get; } = new();

    public bool SkipsEmptyLines => false;

    public string Parse(ReadOnlySpan<byte> line, out LineError? error)
    {
        error = null;
        return Encoding.UTF8.GetString(line);
    }

    public string Reject(RejectedRow row) => throw new MalformedRowException(row);
}
