using System.Globalization;
using System.Text.Json;

namespace ActorStream.Coordinator;

/// <summary>What a job was started from, as a part of its first line in the journal.</summary>
internal static class OriginText
{
    internal static void Write(Utf8JsonWriter json, JobOrigin origin)
    {
        json.WriteStartObject("origin");
        json.WriteString("directory", origin.Directory);
        json.WriteStartArray("lineage");
        foreach (var job in origin.Lineage) json.WriteStringValue(job.ToString());
        json.WriteEndArray();
        json.WriteString("root", origin.Root);
        json.WriteNumber("checkpoint", origin.Checkpoint);
        json.WriteNumber("epoch", origin.Manifest.Epoch);
        json.WriteString("manifest", origin.Manifest.ManifestPath);
        json.WriteNumber("bytes", origin.Manifest.ManifestBytes);
        json.WriteString("crc32c", origin.Manifest.ManifestChecksum.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteBoolean("committed", origin.IsCommitted);
        json.WriteBoolean("claimed", origin.Claim == ClaimMode.Claim);
        json.WriteEndObject();
    }

    internal static JobOrigin Read(JsonFields origin) => new(
        origin.Text("directory"),
        [.. origin.Texts("lineage").Select(JobId.Parse)],
        origin.Text("root"),
        new CheckpointCompleted(
            origin.Number("checkpoint"),
            origin.Number("epoch"),
            origin.Text("manifest"),
            origin.Number("bytes"),
            origin.Hex32("crc32c"),
            Stop: false),
        origin.Flag("committed"),
        origin.Flag("claimed") ? ClaimMode.Claim : ClaimMode.NoClaim);
}
