using System.Globalization;

namespace Nexmark;

/// <summary>Events as a CSV file: one header for the three kinds, whose other columns are empty.</summary>
public static class InputFile
{
    /// <summary>The columns.</summary>
    public const string Header = "event,number,time,id,name,email,credit_card,city,state,description,initial_bid,reserve,expires,seller,category,"
        + "auction,bidder,price,channel,url,extra";

    /// <summary>Writes events.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="events">The events. None of their texts needs quotes.</param>
    public static void Write(string path, IEnumerable<Event> events)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory) Directory.CreateDirectory(directory);
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine(Header);
        foreach (var e in events) file.WriteLine(Row(e));
    }

    /// <summary>The row of an event; times as in ISO 8601.</summary>
    public static string Row(in Event e) => string.Join(',', [e.Kind.ToString().ToLowerInvariant(), Text(e.Number), Text(e.Time), .. Rest(e)]);

    private static string[] Rest(in Event e) => e.Kind switch
    {
        EventKind.Person =>
        [
            Text(e.Id), Texts.Name(e), Texts.Email(e), Texts.CreditCard(e), Texts.City(e.Detail), Texts.State(e.Detail),
            "", "", "", "", "", "", "", "", "", "", "", e.Extra.ToString(),
        ],
        EventKind.Auction =>
        [
            Text(e.Id), Texts.ItemName(e).ToString(), "", "", "", "", Texts.Description(e).ToString(), Text(e.Price), Text(e.Reserve), Text(e.Expires),
            Text(e.By), Text(e.Detail), "", "", "", "", "", e.Extra.ToString(),
        ],
        _ => ["", "", "", "", "", "", "", "", "", "", "", "", Text(e.Id), Text(e.By), Text(e.Price), e.Channel, e.Url, e.Extra.ToString()],
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
