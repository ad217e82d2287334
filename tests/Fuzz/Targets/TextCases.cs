using System.Text;
using ActorStream.Backends.Files;
using ActorStream.Coordinator;

namespace ActorStream.Tests.Fuzz.Targets;

/// <summary>The coordinator's own files, which are text: manifest and journal.</summary>
internal static class TextCases
{
    private static readonly IReadOnlyList<byte[]> Json =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "1.5", "1e9", "9223372036854775807", "99999999999999999999",
            "2147483648",
            "\"\"", "\"\\ud800\"", "\\ud800", "\\u0000", "\"AA==\"", "\"A\"", "{}", "[]", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\n",
            "\"index\"", "\"uid\"",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xED, 0xA0, 0x80], [0xC3],
    ];

    public static IReadOnlyList<FuzzCase> Manifest { get; } =
    [
        new("manifest", Golden("manifest"), static bytes => ManifestText.Parse(bytes))
        {
            Expects = static error => error is FormatException,
            Pieces = Json,
        },
    ];

    public static IReadOnlyList<FuzzCase> Journal { get; } =
    [
        new("segment", Golden("journal"), static bytes => JournalSegment.Parse("journal", bytes))
        {
            Expects = static error => error is JournalCorruptException,
            Pieces = Json,
        },
        new("segment with right checksums", Golden("journal"), static bytes => JournalSegment.Parse("journal", bytes))
        {
            Expects = static error => error is JournalCorruptException,
            Pieces = Json,
            Seal = Seal,
        },
    ];

    private static byte[] Golden(string name)
    {
        using var stream = typeof(TextCases).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Each line with the checksum of what it holds now.</summary>
    private static byte[] Seal(byte[] bytes)
    {
        const int digits = 9; // with the blank
        var lines = new List<byte>();
        for (int at = 0, end; at < bytes.Length; at = end + 1)
        {
            end = bytes.AsSpan(at).IndexOf((byte)'\n') is >= 0 and var length ? at + length : bytes.Length;
            var content = bytes.AsSpan(Math.Min(end, at + digits), Math.Max(0, end - at - digits));
            lines.AddRange(Encoding.ASCII.GetBytes($"{Checksum.Of(content):x8} "));
            lines.AddRange(content);
            lines.Add((byte)'\n');
        }

        return [.. lines];
    }
}
