using System.Buffers;
using System.IO.Compression;

namespace ActorStream.Backends;

/// <summary>Brotli at its fastest, block by block, so that a restore inflates only what it reads. Not thread-safe.</summary>
internal sealed class BlockCompression
{
    private const int Quality = 1;
    private const int Window = 18;

    private byte[] _buffer = [];

    /// <summary>The block's bytes, valid until the next call; null if that saves less than an eighth.</summary>
    public ReadOnlyMemory<byte>? TryCompress(ReadOnlyMemory<byte> block)
    {
        var worth = block.Length - (block.Length / 8);
        if (_buffer.Length < worth)
        {
            _buffer = new byte[worth];
        }

        return BrotliEncoder.TryCompress(block.Span, _buffer.AsSpan(0, worth), out var length, Quality, Window)
            ? _buffer.AsMemory(0, length)
            : default(ReadOnlyMemory<byte>?); // A plain null would be no bytes.
    }

    /// <summary>Inflates a block; memory grows with what comes out, not with what is claimed.</summary>
    /// <returns>Null if the bytes are no block of that length.</returns>
    public ReadOnlyMemory<byte>? TryDecompress(ReadOnlySpan<byte> compressed, int length)
    {
        using var decoder = default(BrotliDecoder);
        for (var written = 0; ;)
        {
            if (_buffer.Length == written)
            {
                Array.Resize(ref _buffer, (int)Math.Min(length, Math.Max(SnapshotFormat.BlockBytes, 2L * written)));
            }

            var room = _buffer.AsSpan(written, Math.Min(_buffer.Length, length) - written);
            var status = decoder.Decompress(compressed, room, out var consumed, out var produced);
            compressed = compressed[consumed..];
            written += produced;
            switch (status)
            {
                case OperationStatus.Done:
                    return written == length && compressed.IsEmpty ? _buffer.AsMemory(0, length) : default(ReadOnlyMemory<byte>?);
                case OperationStatus.DestinationTooSmall when written < length:
                    break;
                default:
                    return null;
            }
        }
    }
}
