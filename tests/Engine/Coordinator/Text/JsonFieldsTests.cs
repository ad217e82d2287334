using System.Text;
using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Text;

public sealed class JsonFieldsTests
{
    [Theory]
    [InlineData("{\"name\":\"\\ud800\"}")]
    [InlineData("{\"n\\ud800me\":\"a\"}")]
    [InlineData("{\"name\":\"\u00ff\"}")]
    public void Text_that_is_none_is_a_format_error(string json)
    {
        // In Latin-1 the last one is a byte that is not UTF-8.
        using var document = JsonFields.Parse(Encoding.Latin1.GetBytes(json));
        Assert.Throws<FormatException>(() => new JsonFields(document.RootElement).Text("name"));
    }

    [Fact]
    public void Bytes_that_are_none_are_a_format_error()
    {
        using var document = JsonFields.Parse("{\"data\":\"\\ud800\"}"u8.ToArray());
        Assert.Throws<FormatException>(() => new JsonFields(document.RootElement).Bytes("data"));
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("-2147483649")]
    public void A_number_beyond_32_bits_is_a_format_error(string number)
    {
        using var document = JsonFields.Parse(Encoding.ASCII.GetBytes($"{{\"index\":{number}}}"));
        Assert.Throws<FormatException>(() => new JsonFields(document.RootElement).Int32("index"));
    }
}
