using System.Buffers;
using System.Text;

namespace ActorStream.Connectors.Files.Output;

/// <summary>The names that sub-directories of a sink may have: on any system, and found by whoever lists what is not hidden.</summary>
internal static class BucketName
{
    internal const int MostBytes = 128;
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. "/\\:*?\"<>|\u007f", .. Enumerable.Range(0, ' ').Select(static control => (char)control)]);

    internal static bool IsValid(string name) =>
        name.Length > 0 && name[0] is not ('.' or '_' or ' ') && name[^1] is not ('.' or ' ')
        && !name.AsSpan().ContainsAny(Forbidden) && Encoding.UTF8.GetByteCount(name) <= MostBytes;

    /// <exception cref="ArgumentException">It is not one.</exception>
    internal static void Check(string name)
    {
        if (!IsValid(name))
        {
            throw new ArgumentException(
                $"'{name}' cannot be the name of a bucket: it needs 1 to {MostBytes} bytes, none of / \\ : * ? \" < > | and control "
                + "characters, neither '.', '_' nor a space in front and neither '.' nor a space at the end.");
        }
    }
}
