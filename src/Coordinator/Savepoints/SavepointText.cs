using System.Globalization;
using System.Text;
using ActorStream.Backends.Files;

namespace ActorStream.Coordinator;

/// <summary>
/// A savepoint's manifest as text: that of a checkpoint, with its own checksum as the last field, since no journal keeps it.
/// </summary>
internal static class SavepointText
{
    private const string Before = ",\n  \"crc32c\": \"";
    private const string After = "\"\n}";
    private const int Digits = 8;

    internal static byte[] ToBytes(CheckpointManifest manifest)
    {
        var text = ManifestText.ToBytes(manifest);
        // Without the line feed and the brace that end it.
        var open = text.AsSpan(..text.AsSpan().LastIndexOf("\n}"u8));
        return [.. open, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Before}{Checksum.Of(open):x8}{After}"))];
    }

    /// <exception cref="FormatException">It is damaged, or of a version that this release does not read.</exception>
    internal static CheckpointManifest Parse(byte[] text)
    {
        var length = Before.Length + Digits + After.Length;
        if (text.Length <= length) throw new FormatException($"it has {text.Length} bytes");
        var open = text.AsSpan(..^length);
        var end = Encoding.ASCII.GetString(text.AsSpan(^length..));
        var expected = string.Create(CultureInfo.InvariantCulture, $"{Before}{Checksum.Of(open):x8}{After}");
        return end == expected ? ManifestText.Parse(text) : throw new FormatException("its checksum is not the one that it ends with");
    }
}
