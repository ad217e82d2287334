using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Configuration;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("500ms", 0.5, "500ms")]
    [InlineData("5s", 5, "5s")]
    [InlineData(" 2 m ", 120, "2m")]
    [InlineData("1h", 3600, "1h")]
    [InlineData("1d", 86400, "1d")]
    [InlineData("1.5s", 1.5, "1500ms")]
    [InlineData("90s", 90, "90s")]
    [InlineData("250us", 0.00025, "250us")]
    [InlineData("0", 0, "0s")]
    public void Duration_is_read_and_written(string text, double seconds, string written)
    {
        Assert.True(Duration.TryParse(text, out var span));
        Assert.Equal((TimeSpan.FromSeconds(seconds), written), (span, Duration.Format(span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 seconds ago")]
    [InlineData("5M")]
    [InlineData("1.2.3s")]
    [InlineData("99999999999999d")]
    public void Text_that_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("512", 512, "512B")]
    [InlineData("64KiB", 65536, "64KiB")]
    [InlineData("64 kib", 65536, "64KiB")]
    [InlineData("1.5MiB", 1572864, "1536KiB")]
    [InlineData("1MB", 1000000, "1MB")]
    [InlineData("2GiB", 2147483648, "2GiB")]
    [InlineData("0", 0, "0B")]
    public void Amount_of_bytes_is_read_and_written(string text, long bytes, string written)
    {
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal((bytes, written), (size.Bytes, size.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("-1")]
    [InlineData("5 apples")]
    [InlineData("9000000000TiB")]
    public void Text_that_is_no_amount_of_bytes_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
