using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorStream.Backends;
using ActorStream.Backends.Files;

namespace ActorStream.Coordinator;

/// <summary>
/// Entries as lines that a person can read: CRC-32C of the rest in eight hexadecimal digits, a blank, a JSON object, a line feed.
/// </summary>
internal static class JournalText
{
    internal const int MostLineBytes = 64 * 1024;
    private const int ChecksumDigits = 8;

    /// <summary>The line of an entry, its line feed included.</summary>
    internal static byte[] Line(JournalEntry entry) => Line(json =>
    {
        json.WriteNumber("sequence", entry.Sequence);
        json.WriteNumber("term", entry.Term);
        WriteRecord(json, entry.Record);
    });

    /// <summary>The first line of a segment.</summary>
    internal static byte[] Line(SegmentHeader header) => Line(json =>
    {
        json.WriteNumber("journal", SegmentHeader.Format);
        json.WriteNumber("segment", header.Segment);
        json.WriteNumber("compactedThrough", header.CompactedThrough);
    });

    internal static JournalEntry ParseEntry(ReadOnlySpan<byte> line)
    {
        using var json = Parse(line);
        var fields = new JsonFields(json.RootElement);
        return new JournalEntry(fields.Number("term"), fields.Number("sequence"), ReadRecord(fields));
    }

    internal static SegmentHeader ParseHeader(ReadOnlySpan<byte> line)
    {
        using var json = Parse(line);
        var fields = new JsonFields(json.RootElement);
        if (fields.Number("journal") is var format and not SegmentHeader.Format)
            throw new FormatException($"its format is {format}, and this version reads {SegmentHeader.Format}");
        return new SegmentHeader(fields.Number("segment"), fields.Number("compactedThrough"));
    }

    private static void WriteRecord(Utf8JsonWriter json, JournalRecord record)
    {
        switch (record)
        {
            case JobCreated created:
                json.WriteString("record", "job-created");
                json.WriteString("job", created.Job.ToString());
                json.WriteString("graph", created.GraphFingerprint);
                if (created.AfterEpoch > 0) json.WriteNumber("afterEpoch", created.AfterEpoch);
                if (created.Origin is { } origin) OriginText.Write(json, origin);
                break;
            case TermStarted:
                json.WriteString("record", "term-started");
                break;
            case EpochStarted started:
                json.WriteString("record", "epoch-started");
                json.WriteNumber("epoch", started.Epoch);
                json.WriteNumber("restorePoint", started.RestorePoint);
                json.WriteString("graph", started.GraphFingerprint);
                break;
            case CheckpointCompleted completed:
                json.WriteString("record", "checkpoint-completed");
                json.WriteNumber("checkpoint", completed.Checkpoint);
                json.WriteNumber("epoch", completed.Epoch);
                json.WriteString("manifest", completed.ManifestPath);
                json.WriteNumber("bytes", completed.ManifestBytes);
                json.WriteString("crc32c", Hex(completed.ManifestChecksum));
                json.WriteBoolean("stop", completed.Stop);
                if (completed.Savepoint is { } savepoint) json.WriteString("savepoint", savepoint);
                break;
            case CheckpointFullyCommitted committed:
                json.WriteString("record", "checkpoint-committed");
                json.WriteNumber("checkpoint", committed.Checkpoint);
                break;
            case StopRequested requested:
                json.WriteString("record", "stop-requested");
                if (requested.Drain) json.WriteBoolean("drain", true);
                break;
            case Finished finished:
                json.WriteString("record", "finished");
                json.WriteBoolean("stopped", finished.Stopped);
                if (finished.Cancelled) json.WriteBoolean("cancelled", true);
                break;
            default:
                throw new InvariantViolatedException($"Journal record {record.GetType().Name} has no text form.");
        }
    }

    private static JournalRecord ReadRecord(JsonFields fields) => fields.Text("record") switch
    {
        "job-created" => new JobCreated(JobId.Parse(fields.Text("job")), fields.Text("graph"))
        {
            AfterEpoch = fields.OptionalNumber("afterEpoch"),
            Origin = fields.Optional("origin", OriginText.Read),
        },
        "term-started" => new TermStarted(),
        "epoch-started" => new EpochStarted(fields.Number("epoch"), fields.Number("restorePoint"), fields.Text("graph")),
        "checkpoint-completed" => new CheckpointCompleted(
            fields.Number("checkpoint"),
            fields.Number("epoch"),
            fields.Text("manifest"),
            fields.Number("bytes"),
            fields.Hex32("crc32c"),
            fields.Flag("stop")) { Savepoint = fields.OptionalText("savepoint") },
        "checkpoint-committed" => new CheckpointFullyCommitted(fields.Number("checkpoint")),
        "stop-requested" => new StopRequested(fields.OptionalFlag("drain")),
        "finished" => new Finished(fields.Flag("stopped")) { Cancelled = fields.OptionalFlag("cancelled") },
        var kind => throw new FormatException($"it holds a record of unknown kind '{kind}', perhaps of a later version"),
    };

    private static byte[] Line(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return [.. Encoding.ASCII.GetBytes(Hex(Checksum.Of(text.WrittenSpan))), (byte)' ', .. text.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Whether a line without its line feed is as it was written.</summary>
    internal static bool IsIntact(ReadOnlySpan<byte> line) => WhatIsWrong(line) is null;

    /// <summary>The object of a line without its line feed, after its checksum was found right.</summary>
    private static JsonDocument Parse(ReadOnlySpan<byte> line) => WhatIsWrong(line) is { } wrong
        ? throw new FormatException(wrong)
        : JsonFields.Parse(line[(ChecksumDigits + 1)..].ToArray());

    private static string? WhatIsWrong(ReadOnlySpan<byte> line)
    {
        if (line.Length <= ChecksumDigits || line[ChecksumDigits] != ' ') return "it does not begin with a checksum";
        var recorded = Encoding.ASCII.GetString(line[..ChecksumDigits]);
        var actual = Hex(Checksum.Of(line[(ChecksumDigits + 1)..]));
        return actual == recorded ? null : $"its checksum is {actual}, and '{recorded}' was recorded";
    }

    private static string Hex(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}

/// <summary>What a segment says of itself in its first line.</summary>
/// <param name="Segment">Its number; the highest is the journal.</param>
/// <param name="CompactedThrough">Entries up to this sequence number may have been left out.</param>
internal readonly record struct SegmentHeader(long Segment, long CompactedThrough)
{
    internal const int Format = 1;
}
