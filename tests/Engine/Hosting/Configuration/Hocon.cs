using Microsoft.Extensions.Configuration;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Configuration;

/// <summary>What the HOCON tests say of a text.</summary>
internal static class Hocon
{
    /// <summary>Asserts the keys and values of a text, each written as <c>key=value</c>, keys with ':' between names.</summary>
    internal static void Reads(string text, params string[] expected)
    {
        var configuration = new ConfigurationBuilder().AddHoconText(text).Build();
        var actual = configuration.AsEnumerable().Where(entry => entry.Value is not null).Select(entry => $"{entry.Key}={entry.Value}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    /// <summary>Asserts that a text is refused, where, and with which words.</summary>
    internal static void Refuses(string text, int line, int column, string words)
    {
        var error = Assert.Throws<HoconException>(() => new ConfigurationBuilder().AddHoconText(text, "test.conf").Build());
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal($"test.conf, line {line}, column {column}", error.Message[..error.Message.IndexOf(": ", StringComparison.Ordinal)]);
    }
}
