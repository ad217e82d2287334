using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorStream.Connectors.Files.Output;

namespace ActorStream.Connectors.Files.Json;

/// <summary>A record is one JSON value in a line of its own.</summary>
internal sealed class JsonFormat<T>(JsonSerializerOptions json) : IRecordFormat<T>
{
    // Whatever the user's options say of it: a value over several lines would be read back as several.
    private readonly JsonWriterOptions _writing = new() { Indented = false, Encoder = json.Encoder, MaxDepth = json.MaxDepth };
    private readonly JsonTypeInfo<T> _type = JsonType.Of<T>(json);

    public string Extension => ".jsonl";

    public IRecordEncoder<T> Open(Stream into) => new Encoder(this, into);

    private sealed class Encoder(JsonFormat<T> format, Stream into) : IRecordEncoder<T>
    {
        private readonly Utf8JsonWriter _writer = new(into, format._writing);

        public void Encode(ReadOnlySpan<T> records)
        {
            foreach (var record in records)
            {
                JsonSerializer.Serialize(_writer, record, format._type);
                _writer.Flush();
                _writer.Reset();
                into.WriteByte((byte)'\n');
            }
        }

        public void Dispose() => _writer.Dispose();
    }
}
