namespace ActorStream.Coordinator;

/// <summary>A line on its way.</summary>
internal static class ControlLine
{
    private const byte End = (byte)'\n';

    /// <summary>Reads up to a line feed. Null if the other side closed before it.</summary>
    /// <exception cref="IOException">The line is too long, or the connection broke.</exception>
    internal static async ValueTask<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var (bytes, count) = (new byte[1024], 0);
        while (true)
        {
            var read = await stream.ReadAsync(bytes.AsMemory(count), cancellation);
            if (read == 0) return null;
            var end = bytes.AsSpan(count, read).IndexOf(End);
            if (end >= 0) return bytes[..(count + end)];
            count += read;
            if (count >= ControlText.MostBytes) throw new IOException($"A line of more than {ControlText.MostBytes} bytes came.");
            if (count == bytes.Length) Array.Resize(ref bytes, 2 * count);
        }
    }

    /// <summary>Writes a line.</summary>
    internal static async ValueTask WriteAsync(Stream stream, byte[] line, CancellationToken cancellation)
    {
        await stream.WriteAsync((byte[])[.. line, End], cancellation);
        await stream.FlushAsync(cancellation);
    }
}
