using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Snapshots;

public sealed class BlockCompressionTests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 200_000).Select(static i => (byte)(i % 7))];
    private static readonly byte[] Noise = MakeNoise(1000);

    [Fact]
    public void A_block_comes_back_as_it_was()
    {
        var compressed = new BlockCompression().TryCompress(Text)!.Value.ToArray();
        Assert.InRange(compressed.Length, 1, Text.Length / 10);
        Assert.Equal(Text, new BlockCompression().TryDecompress(compressed, Text.Length)!.Value.ToArray());
    }

    [Fact]
    public void What_does_not_get_smaller_is_left_as_it_is()
    {
        Assert.Null(new BlockCompression().TryCompress(Noise));
        Assert.Null(new BlockCompression().TryCompress(new byte[1]));
    }

    [Fact]
    public void What_does_not_inflate_to_its_length_is_refused_before_much_is_allocated()
    {
        var compressed = new BlockCompression().TryCompress(Text)!.Value.ToArray();
        var decompression = new BlockCompression();
        Assert.Null(decompression.TryDecompress(compressed, Text.Length - 1));
        Assert.Null(decompression.TryDecompress(compressed, Text.Length + 1));
        Assert.Null(decompression.TryDecompress(compressed.AsSpan(0, compressed.Length - 1), Text.Length));
        Assert.Null(decompression.TryDecompress([.. compressed, 0], Text.Length));
        Assert.Null(decompression.TryDecompress(Noise, 1000));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(decompression.TryDecompress(Noise, int.MaxValue));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    private static byte[] MakeNoise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
