using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorStream.Coordinator;

/// <summary>What is said at a job's control endpoint, as lines of JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ControlQuestion))]
[JsonSerializable(typeof(ControlReply))]
[JsonSerializable(typeof(RunningJob))]
[JsonSerializable(typeof(IReadOnlyList<ControlAnswer>))]
internal sealed partial class ControlText : JsonSerializerContext
{
    /// <summary>Raised when what was said before would be understood wrongly; new requests and new fields do not raise it.</summary>
    internal const int Version = 1;

    /// <summary>Longer lines are nobody's.</summary>
    internal const int MostBytes = 1 << 22;

    private static ControlText Indented => field ??= new(
        new JsonSerializerOptions(Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    internal static byte[] Write(ControlRequest request) =>
        JsonSerializer.SerializeToUtf8Bytes(new ControlQuestion(Version, request), Default.ControlQuestion);

    internal static byte[] Write(ControlAnswer answer) =>
        JsonSerializer.SerializeToUtf8Bytes(new ControlReply(Version, answer), Default.ControlReply);

    /// <summary>An answer as JSON for programs: what travels, indented.</summary>
    internal static string ToJson(ControlAnswer answer) => JsonSerializer.Serialize(answer, Indented.ControlAnswer);

    /// <inheritdoc cref="ToJson(ControlAnswer)"/>
    internal static string ToJson(IReadOnlyList<ControlAnswer> answers) =>
        JsonSerializer.Serialize(answers, Indented.IReadOnlyListControlAnswer);

    /// <exception cref="FormatException">It is no request that this program knows; says what to do.</exception>
    internal static ControlRequest ReadRequest(ReadOnlySpan<byte> line) =>
        Read(line, Default.ControlQuestion) is var question && question.V == Version
        ? question.Request
        : throw OtherVersion(question.V);

    /// <exception cref="FormatException">It is no answer that this program knows; says what to do.</exception>
    internal static ControlAnswer ReadAnswer(ReadOnlySpan<byte> line) => Read(line, Default.ControlReply) is var reply && reply.V == Version
        ? reply.Answer
        : throw OtherVersion(reply.V);

    private static T Read<T>(ReadOnlySpan<byte> line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new FormatException("Nothing was said.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new FormatException(
                $"That is not understood; the other side may be of another version of ActorStream. ({error.Message})", error);
        }
    }

    private static FormatException OtherVersion(int version) => new(
        $"The other side speaks version {version} of the control protocol, this one version {Version}: use the "
            + "tool of the job's version of ActorStream.");
}
