using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace ActorStream.Bench.Comparison;

/// <summary>
/// Reads, computes and writes bytes without making a string of any, and has what it wrote on the disk each second. It knows that nothing is
/// quoted, and after a crash it would have to begin again.
/// </summary>
internal static class ByteLoop
{
    private const int Chunk = 1 << 20;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(string input, string output)
    {
        using var reader = new FileStream(input, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var writer = new FileStream(output, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var (bytes, length, written) = (new byte[Chunk], 0, new byte[Chunk + 4096]);
        var count = Encoding.UTF8.GetBytes($"{Fees.OutputHeader}\n", written);
        var synced = Stopwatch.StartNew();
        var isHeader = true;
        while (reader.Read(bytes, length, bytes.Length - length) is > 0 and var read)
        {
            length += read;
            var rest = bytes.AsSpan(0, length);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                if (!isHeader) count += Row(rest[..end], written.AsSpan(count));
                isHeader = false;
                if (count >= Chunk) Write();
            }

            rest.CopyTo(bytes);
            length = rest.Length;
            if (synced.Elapsed < TimeSpan.FromSeconds(1)) continue;
            Write();
            writer.Flush(flushToDisk: true);
            synced.Restart();
        }

        Write();
        writer.Flush(flushToDisk: true);

        void Write()
        {
            writer.Write(written, 0, count);
            count = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Row(ReadOnlySpan<byte> row, Span<byte> into)
    {
        Utf8Parser.TryParse(row, out long id, out var at);
        row = row[(at + 1)..];
        Utf8Parser.TryParse(row, out int account, out at);
        row = row[(at + 1)..];
        Utf8Parser.TryParse(row, out long cents, out at);
        if (!Fees.Has(cents)) return 0;
        Utf8Formatter.TryFormat(id, into, out var count);
        into[count++] = (byte)',';
        Utf8Formatter.TryFormat(account, into[count..], out var more);
        count += more;
        into[count++] = (byte)',';
        Utf8Formatter.TryFormat(Fees.Of(cents), into[count..], out more);
        count += more;
        var note = row[at..]; // with its comma
        note.CopyTo(into[count..]);
        count += note.Length;
        into[count++] = (byte)'\n';
        return count;
    }
}
