using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorStream.Connectors.Files.Lines;

namespace ActorStream.Connectors.Files.Json;

/// <summary>A line is one JSON value; the job gets of it what it wants of a row.</summary>
internal sealed class JsonParser<T, TOut> : ILineParser<TOut>
{
    private readonly JsonTypeInfo<T> _type;
    private readonly Func<FileRow<T>, TOut> _give;

    internal JsonParser(JsonSerializerOptions json, Func<FileRow<T>, TOut> give) => (_type, _give) = (JsonType.Of<T>(json), give);

    public bool SkipsEmptyLines => true;

    public TOut Parse(ReadOnlySpan<byte> line, out LineError? error)
    {
        try
        {
            if (JsonSerializer.Deserialize(line, _type) is { } record)
            {
                error = null;
                return _give(new FileRow<T>(record, null));
            }

            error = new LineError("", $"the line is null, and a {typeof(T).Name} was expected");
        }
        catch (JsonException broken)
        {
            error = Explain(broken);
        }
        catch (Exception refused) when (refused is FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            error = new LineError("", $"the values make no {typeof(T).Name}: {refused.Message}");
        }

        return default!;
    }

    /// <summary>The serializer counts lines from the start of what it was given, which is one line; the row tells the file's.</summary>
    private static LineError Explain(JsonException broken)
    {
        var problem = broken.InnerException is { } cause and not JsonException ? cause.Message : broken.Message;
        var end = problem.IndexOf(" Path: ", StringComparison.Ordinal);
        problem = end < 0 ? problem : problem[..end];
        return new LineError(
            broken.Path is null or "$" ? "" : broken.Path,
            broken.BytePositionInLine is { } read ? $"{problem} Found when {read} bytes of the line were read." : problem);
    }

    public TOut Reject(RejectedRow row) => _give(new FileRow<T>(default!, row));
}
