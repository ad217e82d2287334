using System.Globalization;
using System.Text;

namespace ActorStream.Connectors.Files.Output;

/// <summary>A small file of lines that a person can read, replaced as a whole and durably, with a checksum in its last line.</summary>
internal static class SealedText
{
    private const int MostBytes = 16 * 1024;
    private const int MostWritings = 3;
    private const string Seal = "crc32c ";

    /// <summary>The lines without the checksum; null if there is no such file.</summary>
    /// <exception cref="IOException">It is damaged.</exception>
    internal static async ValueTask<string[]?> ReadAsync(IFileSystem files, string path, CancellationToken cancellation)
    {
        if (await files.StatAsync(path, cancellation) is not { IsDirectory: false, Length: var length })
        {
            return null;
        }

        var bytes = new byte[Math.Min(length, MostBytes)];
        await using (var file = await files.OpenReadAsync(path, cancellation))
        {
            for (int filled = 0, read = 1; filled < bytes.Length && read > 0; filled += read)
            {
                read = await file.ReadAsync(filled, bytes.AsMemory(filled), cancellation);
            }
        }

        var seal = bytes.AsSpan().LastIndexOf("\ncrc32c "u8) + 1;
        return seal > 0 && Encoding.UTF8.GetString(bytes.AsSpan(seal)) == $"{Seal}{Sum(bytes.AsSpan(0, seal))}\n"
            ? Encoding.UTF8.GetString(bytes.AsSpan(0, seal - 1)).Split('\n')
            : throw new SealBrokenException(path);
    }

    /// <summary>Replaces the file; a disk that does not sync it is given a few more, each written anew.</summary>
    internal static async ValueTask ReplaceAsync(IFileSystem files, string path, CancellationToken cancellation, params string[] lines)
    {
        var body = string.Concat(lines.Select(static line => line + '\n'));
        var text = Encoding.UTF8.GetBytes($"{body}{Seal}{Sum(Encoding.UTF8.GetBytes(body))}\n");
        for (var writing = 1; ; writing++)
        {
            try
            {
                await WriteAsync(files, path, text, cancellation);
                return;
            }
            catch (IOException) when (writing < MostWritings)
            {
                // A file that was not synced is lost; the next one is another.
            }
        }
    }

    private static async ValueTask WriteAsync(IFileSystem files, string path, byte[] text, CancellationToken cancellation)
    {
        await using var directory = await files.OpenDirectoryAsync(Path.GetDirectoryName(path)!, cancellation);
        var temporary = path + ".tmp";
        await files.DeleteAsync(temporary, cancellation);
        await using (var file = await files.CreateAsync(temporary, cancellation))
        {
            await file.WriteAsync(text, cancellation);
            await file.SyncAsync(cancellation);
        }

        await files.RenameAsync(temporary, path, cancellation);
        await directory.SyncAsync(cancellation);
    }

    private static string Sum(ReadOnlySpan<byte> bytes) => Crc32C.Of(bytes).ToString("x8", CultureInfo.InvariantCulture);
}

/// <summary>A small file of a sink's directory was changed since it was written.</summary>
internal sealed class SealBrokenException(string path)
    : IOException($"File '{path}' is damaged: its checksum does not fit. Restore it from a copy; to start over, delete this directory and "
        + "the job's checkpoints."), IPermanentError;
