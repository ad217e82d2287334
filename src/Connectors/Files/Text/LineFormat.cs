using System.Text;
using ActorStream.Connectors.Files.Output;

namespace ActorStream.Connectors.Files.Text;

/// <summary>A record is a line.</summary>
internal sealed class LineFormat : IRecordFormat<string>
{
    internal static LineFormat Instance { get; } = new();

    public string Extension => ".txt";

    public IRecordEncoder<string> Open(Stream into) => new Encoder(into);

    private sealed class Encoder(Stream into) : IRecordEncoder<string>
    {
        private readonly StreamWriter _writer = new(into, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };

        public void Encode(ReadOnlySpan<string> records)
        {
            foreach (var record in records)
            {
                if (record.AsSpan().ContainsAny('\n', '\r'))
                {
                    throw new ArgumentException(
                        $"A line to be written holds a line break itself, and would be read back as several: '{record}'.");
                }

                _writer.WriteLine(record);
            }

            _writer.Flush();
        }

        public void Dispose() => _writer.Dispose();
    }
}
