using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorStream.Backends;
using ActorStream.Coordinator;

namespace ActorStream.Cli;

/// <summary>Entries as JSON lines: <c>{"operator":"daily","state":"sum","key":"ATL","value":5}</c>.</summary>
internal static class EntryLines
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static async ValueTask WriteAsync(
        StoredCheckpoint checkpoint, EntryFilter filter, Stream output, CancellationToken cancellation)
    {
        await using var lines = new BufferedStream(output, 1 << 16);
        var line = new ArrayBufferWriter<byte>();
        await CheckpointEntries.ReadAsync(
            checkpoint,
            filter.Wants,
            entry =>
            {
                line.Clear();
                if (TryWrite(entry, filter, line)) lines.Write(line.WrittenSpan);
            },
            cancellation);
        foreach (var op in checkpoint.Manifest.Operators.Where(op => filter.Key is null && filter.WantsOperator(op.Uid)))
        {
            foreach (var (list, schema, item) in OperatorItems.Of(op).Where(one => filter.WantsState(one.List.Name)))
            {
                line.Clear();
                Write(op.Uid, list, schema, item, line);
                lines.Write(line.WrittenSpan);
            }
        }
    }

    private static bool TryWrite(StoredEntry entry, EntryFilter filter, ArrayBufferWriter<byte> line)
    {
        var key = Json(json => SchemaJson.Write(json, entry.State.Key, new RecordReader(entry.Key)));
        if (!filter.WantsKey(key)) return false;
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("operator", entry.State.Operator);
            json.WriteString("state", entry.State.Name);
            if (entry.State.Kind == StateKind.Slice) json.WriteString("slice", SchemaJson.Instant(entry.Namespace));
            json.WritePropertyName("key");
            json.WriteRawValue(key);
            WriteValue(json, entry);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return true;
    }

    private static void WriteValue(Utf8JsonWriter json, StoredEntry entry)
    {
        var reader = new RecordReader(entry.Value);
        if (entry.State.Kind == StateKind.Timer)
        {
            json.WriteStartArray("times");
            for (var left = reader.ReadCount(sizeof(long)); left > 0; left--) json.WriteStringValue(SchemaJson.Instant(reader.ReadInt64()));
            json.WriteEndArray();
        }
        else if (entry.State.Kind is StateKind.Map or StateKind.List && entry.State.Schema is RecordSchema { Fields: [var sub, var value] })
        {
            json.WritePropertyName(entry.State.Kind == StateKind.Map ? "mapKey" : "index");
            SchemaJson.Write(json, sub.Schema, reader);
            json.WritePropertyName("value");
            SchemaJson.Write(json, value.Schema, reader);
        }
        else
        {
            json.WritePropertyName("value");
            SchemaJson.Write(json, entry.State.Schema, reader);
        }
    }

    private static void Write(string uid, OperatorStateList list, Schema? schema, ReadOnlyMemory<byte> item, ArrayBufferWriter<byte> line)
    {
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("operator", uid);
            json.WriteString("state", list.Name);
            if (schema is null)
            {
                json.WriteBase64String("bytes", item.Span);
            }
            else
            {
                json.WritePropertyName("value");
                SchemaJson.Write(json, schema, new RecordReader(item));
            }

            json.WriteEndObject();
        }

        line.Write("\n"u8);
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Options)) write(json);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
