using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>A manifest as JSON that a person can read.</summary>
internal static class ManifestText
{
    private const int Format = 1;

    internal static byte[] ToBytes(CheckpointManifest manifest)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("manifest", Format);
            json.WriteString("job", manifest.Job.ToString());
            json.WriteString("graph", manifest.GraphFingerprint);
            json.WriteNumber("checkpoint", manifest.Attempt.Checkpoint);
            json.WriteNumber("term", manifest.Term);
            json.WriteNumber("epoch", manifest.Attempt.Epoch);
            WriteList(json, "operators", manifest.Operators, WriteOperator);
            WriteList(json, "enumerators", manifest.Enumerators, WriteEnumerator);
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">The text is no manifest that this version reads.</exception>
    internal static CheckpointManifest Parse(ReadOnlyMemory<byte> text)
    {
        using var json = JsonFields.Parse(text);
        var fields = new JsonFields(json.RootElement);
        if (fields.Number("manifest") is var format and not Format)
            throw new FormatException($"its format is {format}, and this version reads {Format}");
        return new CheckpointManifest(
            JobId.Parse(fields.Text("job")),
            fields.Text("graph"),
            new CheckpointAttempt(fields.Number("checkpoint"), fields.Number("epoch")),
            fields.Number("term"),
            fields.List("operators", ReadOperator),
            fields.List("enumerators", ReadEnumerator));
    }

    private static void WriteOperator(Utf8JsonWriter json, OperatorManifest op)
    {
        json.WriteString("uid", op.Uid);
        json.WriteNumber("parallelism", op.Parallelism);
        WriteList(json, "subtasks", op.Subtasks, static (json, part) =>
        {
            json.WriteNumber("index", part.Index);
            WriteList(json, "keyed", part.Keyed, WriteFile);
            WriteList(json, "lists", part.Lists, static (json, list) =>
            {
                json.WriteString("name", list.Name);
                json.WriteString("distribution", Name(list.Distribution));
                if (list.Schema is { } schema) json.WriteBase64String("schema", schema.Span);
                json.WriteStartArray("items");
                foreach (var item in list.Items) json.WriteBase64StringValue(item.Span);
                json.WriteEndArray();
            });
        });
    }

    private static OperatorManifest ReadOperator(JsonFields op) => new(
        op.Text("uid"),
        op.Int32("parallelism"),
        op.List("subtasks", static part => new OperatorPart(
            part.Int32("index"),
            part.List("keyed", ReadFile),
            part.List("lists", static list => new OperatorStateList(
                list.Text("name"), Distribution(list.Text("distribution")), list.BytesList("items")) { Schema = list.OptionalBytes("schema") }))));

    private static void WriteFile(Utf8JsonWriter json, SnapshotFile file)
    {
        json.WriteString("path", file.Path);
        json.WriteNumber("bytes", file.Length);
        json.WriteString("crc32c", file.Checksum.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteString("firstHash", file.Range.First.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("lastHash", file.Range.Last.ToString("x16", CultureInfo.InvariantCulture));
    }

    private static SnapshotFile ReadFile(JsonFields file) => new(
        file.Text("path"), file.Number("bytes"), file.Hex32("crc32c"), new HashRange(file.Hex64("firstHash"), file.Hex64("lastHash")));

    private static void WriteEnumerator(Utf8JsonWriter json, EnumeratorSnapshot enumerator)
    {
        json.WriteString("uid", enumerator.Uid);
        json.WriteBoolean("complete", enumerator.Complete);
        WriteList(json, "unassigned", enumerator.Unassigned, static (json, split) =>
        {
            json.WriteString("id", split.Id);
            json.WriteNumber("watermark", split.Watermark);
            json.WriteBase64String("data", split.Data.Span);
        });
        json.WriteStartArray("seen");
        foreach (var id in enumerator.Seen) json.WriteStringValue(id);
        json.WriteEndArray();
    }

    private static EnumeratorSnapshot ReadEnumerator(JsonFields enumerator) => new(
        enumerator.Text("uid"),
        enumerator.List("unassigned", static split => new SplitState(split.Text("id"), split.Bytes("data"), split.Number("watermark"))),
        enumerator.Texts("seen"),
        enumerator.Flag("complete"));

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Name(StateDistribution distribution) => distribution switch
    {
        StateDistribution.Split => "split",
        StateDistribution.Union => "union",
        StateDistribution.Broadcast => "broadcast",
        StateDistribution.Enumerator => "enumerator",
        StateDistribution.Committables => "committables",
        _ => throw new InvariantViolatedException($"Distribution {distribution} has no name in manifests."),
    };

    private static StateDistribution Distribution(string name) => name switch
    {
        "split" => StateDistribution.Split,
        "union" => StateDistribution.Union,
        "broadcast" => StateDistribution.Broadcast,
        "enumerator" => StateDistribution.Enumerator,
        "committables" => StateDistribution.Committables,
        _ => throw new FormatException($"distribution '{name}' is unknown, perhaps of a later version"),
    };
}
