using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>A manifest as JSON that a person can read.</summary>
internal static class ManifestText
{
    private const int Version = 2;

    internal static byte[] ToBytes(CheckpointManifest manifest)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("manifest", Version);
            json.WriteString("job", manifest.Job.ToString());
            json.WriteString("graph", manifest.GraphFingerprint);
            json.WriteNumber("checkpoint", manifest.Attempt.Checkpoint);
            json.WriteNumber("term", manifest.Term);
            json.WriteNumber("epoch", manifest.Attempt.Epoch);
            if (manifest.IsDrained) json.WriteBoolean("drained", true);
            if (manifest.Lineage.Count > 0)
            {
                json.WriteStartArray("lineage");
                foreach (var job in manifest.Lineage) json.WriteStringValue(job.ToString());
                json.WriteEndArray();
            }

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
        if (fields.Number("manifest") is var version and not Version)
            throw new FormatException($"its version is {version}, and this release reads {Version}");
        return new CheckpointManifest(
            JobId.Parse(fields.Text("job")),
            fields.Text("graph"),
            new CheckpointAttempt(fields.Number("checkpoint"), fields.Number("epoch")),
            fields.Number("term"),
            fields.List("operators", ReadOperator),
            fields.List("enumerators", ReadEnumerator))
        {
            IsDrained = fields.OptionalFlag("drained"),
            Lineage = [.. fields.OptionalTexts("lineage").Select(JobId.Parse)],
        };
    }

    private static void WriteOperator(Utf8JsonWriter json, OperatorManifest op)
    {
        json.WriteString("uid", op.Uid);
        json.WriteNumber("parallelism", op.Parallelism);
        WriteList(json, "subtasks", op.Subtasks, static (json, part) =>
        {
            json.WriteNumber("index", part.Index);
            WriteList(json, "keyed", part.Keyed, WriteKeyed);
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
            part.List("keyed", ReadKeyed),
            part.List("lists", static list => new OperatorStateList(
                list.Text("name"), Distribution(list.Text("distribution")), list.BytesList("items"))
                    { Schema = list.OptionalBytes("schema") }))));

    private static void WriteKeyed(Utf8JsonWriter json, KeyedPart part)
    {
        json.WriteString("firstHash", part.Range.First.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("lastHash", part.Range.Last.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("format", Name(part.Format));
        WriteList(json, "files", part.Files, static (json, file) =>
        {
            json.WriteString("path", file.Path);
            if (file.IsGathered) json.WriteNumber("offset", file.Offset);
            json.WriteNumber("bytes", file.Length);
            json.WriteString("crc32c", file.Checksum.ToString("x8", CultureInfo.InvariantCulture));
        });
    }

    private static KeyedPart ReadKeyed(JsonFields part)
    {
        var range = new HashRange(part.Hex64("firstHash"), part.Hex64("lastHash"));
        var files = part.List("files", ReadFile);
        return files.Count > 0
            ? new KeyedPart(range, Format(part.Text("format")), files)
            : throw new FormatException($"the state of the hashes {range} has no files");
    }

    private static SnapshotFile ReadFile(JsonFields fields)
    {
        var file = new SnapshotFile(fields.Text("path"), fields.Number("bytes"), fields.Hex32("crc32c"));
        if (file.IsGathered) file = file with { Offset = fields.Number("offset") };
        return file is { Length: >= 0, Offset: >= 0 }
            ? file
            : throw new FormatException($"'{file.Path}' begins before its start or ends before it begins");
    }

    private static string Name(KeyedFormat format) => format switch
    {
        KeyedFormat.Layers => "layers",
        KeyedFormat.RocksDb => "rocksdb",
        _ => throw new InvariantViolatedException($"Format {format} has no name in manifests."),
    };

    private static KeyedFormat Format(string name) => name switch
    {
        "layers" => KeyedFormat.Layers,
        "rocksdb" => KeyedFormat.RocksDb,
        _ => throw new FormatException($"the format '{name}' of keyed state is unknown, perhaps of a later version"),
    };

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
