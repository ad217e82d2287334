namespace Nexmark;

/// <summary>Where bids come from: four channels that half of them use, and ten thousand others; of those, nine in ten have their number in the URL.</summary>
public static class Channels
{
    /// <summary>How many everybody uses.</summary>
    public const int Hot = 4;

    /// <summary>How many there are besides.</summary>
    public const int Others = 10_000;

    private const ulong Salt = 0xC4A7;
    private static readonly string[] HotNames = ["Google", "Facebook", "Baidu", "Apple"];
    private static readonly string[] Names = [.. HotNames, .. Enumerable.Range(0, Others).Select(i => $"channel-{i}")];
    private static readonly string[] Urls = [.. Enumerable.Range(0, Hot + Others).Select(MakeUrl)];

    /// <summary>The name of a channel.</summary>
    public static string Name(int channel) => Names[channel];

    /// <summary>The URL of a channel's bids.</summary>
    public static string Url(int channel) => Urls[channel];

    private static string MakeUrl(int channel)
    {
        var bits = Mix.Bits(channel, Salt);
        var url = $"https://www.nexmark.com/{Folder(bits)}/{Folder(bits >> 16)}/{Folder(bits >> 32)}/item.htm?query=1";
        return channel >= Hot && Mix.Below(10, bits) > 0 ? $"{url}&channel_id={Mix.Below(int.MaxValue, Mix.Bits(bits))}" : url;
    }

    private static string Folder(ulong bits) => string.Create(3 + (int)(bits & 1), bits, static (name, bits) =>
    {
        for (var i = 0; i < name.Length; i++)
        {
            name[i] = Mix.Below(13, Mix.Bits(i, bits)) == 0 ? '_' : (char)('a' + Mix.Below(26, Mix.Bits(i, ~bits)));
        }
    });
}
