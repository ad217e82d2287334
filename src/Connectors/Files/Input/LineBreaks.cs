namespace ActorStream.Connectors.Files.Input;

/// <summary>Finds and counts line breaks in a file: LF, CR LF, or CR alone.</summary>
internal static class LineBreaks
{
    private const int BlockBytes = 64 * 1024;
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';

    /// <summary>The byte behind the first line break that begins at or after the one before <paramref name="start"/>; 0 for 0.</summary>
    internal static async ValueTask<long> FirstLineAtAsync(IFileReader file, long start, CancellationToken cancellation)
    {
        if (start <= 0)
        {
            return 0;
        }

        // Most breaks are near, so a small block first.
        var block = new byte[1024];
        for (var offset = start - 1; ;)
        {
            var read = await file.ReadAsync(offset, block, cancellation);
            if (read == 0)
            {
                return file.Length;
            }

            var found = block.AsSpan(0, read).IndexOfAny(Lf, Cr);
            if (found >= 0)
            {
                var next = offset + found + 1;
                var isPair = block[found] == Cr && await file.ReadAsync(next, block.AsMemory(0, 1), cancellation) == 1 && block[0] == Lf;
                return isPair ? next + 1 : next;
            }

            offset += read;
            block = block.Length < BlockBytes ? new byte[BlockBytes] : block;
        }
    }

    /// <summary>How many lines end between the two offsets; the first must be the start of a line.</summary>
    internal static async ValueTask<long> CountAsync(IFileReader file, long from, long to, CancellationToken cancellation)
    {
        var block = new byte[BlockBytes];
        var (lines, afterCr) = (0L, false);
        for (var offset = from; offset < to;)
        {
            var read = await file.ReadAsync(offset, block.AsMemory(0, (int)Math.Min(BlockBytes, to - offset)), cancellation);
            if (read == 0)
            {
                break;
            }

            lines += Count(block.AsSpan(0, read), ref afterCr);
            offset += read;
        }

        return lines;
    }

    private static long Count(ReadOnlySpan<byte> block, ref bool afterCr)
    {
        if (!afterCr && !block.Contains(Cr))
        {
            return block.Count(Lf);
        }

        var lines = 0L;
        foreach (var value in block)
        {
            lines += value == Cr || (value == Lf && !afterCr) ? 1 : 0;
            afterCr = value == Cr;
        }

        return lines;
    }
}
