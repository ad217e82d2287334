using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ActorStream.Connectors.Files.Json;

/// <summary>How the serializer sees a record type.</summary>
internal static class JsonType
{
    /// <summary>Looks the type up where the user named it, so that one that is no JSON is found there.</summary>
    /// <exception cref="ArgumentException">It cannot be read or written as JSON; says why.</exception>
    internal static JsonTypeInfo<T> Of<T>(JsonSerializerOptions json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            json.MakeReadOnly(populateMissingResolver: true);
            return (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException)
        {
            throw new ArgumentException($"{typeof(T)} cannot be read or written as JSON. {error.Message}", error);
        }
    }
}
