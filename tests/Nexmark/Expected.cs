namespace ActorStream.Tests.Nexmark;

/// <summary>What a query must answer, by SQL over all events at once.</summary>
/// <param name="Sql">The rows; windows are numbers, made by division.</param>
/// <param name="Key">Of a result that is updated continuously: how many of the first columns are the key whose last row counts; zero: every
/// row counts.</param>
internal sealed record Expected(string Sql, int Key = 0)
{
    private const string Ranked = """
        count(*), count(*) FILTER (WHERE price < 10000), count(*) FILTER (WHERE price >= 10000 AND price < 1000000), count(*) FILTER (WHERE price >= 1000000)
        """;

    private const string Distinct = """
        count(DISTINCT bidder), count(DISTINCT CASE WHEN price < 10000 THEN bidder END),
        count(DISTINCT CASE WHEN price >= 10000 AND price < 1000000 THEN bidder END), count(DISTINCT CASE WHEN price >= 1000000 THEN bidder END),
        count(DISTINCT auction), count(DISTINCT CASE WHEN price < 10000 THEN auction END),
        count(DISTINCT CASE WHEN price >= 10000 AND price < 1000000 THEN auction END), count(DISTINCT CASE WHEN price >= 1000000 THEN auction END)
        """;

    private const string Day = "date(time / 1000, 'unixepoch')";
    private const string Minute = "strftime('%H:%M', time / 1000, 'unixepoch')";
    private const string InTime = "a.id = b.auction AND b.time BETWEEN a.time AND a.expires";

    /// <summary>By the queries' names.</summary>
    internal static IReadOnlyDictionary<string, Expected> Of { get; } = new Dictionary<string, Expected>
    {
        ["q0"] = new("SELECT auction, bidder, price, time, extra FROM bid"),
        ["q1"] = new("SELECT auction, bidder, 908 * price, time, extra FROM bid"),
        ["q2"] = new("SELECT auction, price FROM bid WHERE auction % 123 = 0"),
        ["q3"] = new("""
            SELECT p.name, p.city, p.state, a.id FROM auction a JOIN person p ON a.seller = p.id
            WHERE a.category = 10 AND p.state IN ('OR', 'ID', 'CA')
            """),
        ["q4"] = new($"""
            SELECT category, sum(final) / count(*)
            FROM (SELECT max(b.price) AS final, a.category FROM auction a JOIN bid b ON {InTime} GROUP BY a.id, a.category) GROUP BY category
            """, 1),
        ["q5"] = new("""
            WITH RECURSIVE slide(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM slide WHERE k < 4),
            counted AS (SELECT time / 2000 + k AS last, auction, count(*) AS num FROM bid, slide GROUP BY 1, 2)
            SELECT auction, num FROM counted c WHERE num = (SELECT max(num) FROM counted d WHERE d.last = c.last)
            """),
        ["q7"] = new("""
            SELECT auction, bidder, price, time, extra FROM (SELECT *, max(price) OVER (PARTITION BY time / 10000) AS highest FROM bid) WHERE price = highest
            """),
        ["q8"] = new("""
            SELECT DISTINCT p.id, p.name, p.time / 10000 * 10000 FROM person p JOIN auction a ON p.id = a.seller AND p.time / 10000 = a.time / 10000
            """),
        ["q9"] = new($"""
            SELECT id, name, description, initial_bid, reserve, time, expires, seller, category, extra, auction, bidder, price, bid_time, bid_extra
            FROM (SELECT a.*, b.auction, b.bidder, b.price, b.time AS bid_time, b.extra AS bid_extra,
                         row_number() OVER (PARTITION BY a.id ORDER BY b.price DESC, b.time, b.number) AS place
                  FROM auction a JOIN bid b ON {InTime}) WHERE place = 1
            """, 1),
        ["q10"] = new($"SELECT auction, bidder, price, time, extra, {Day}, {Minute} FROM bid"),
        ["q11"] = new("""
            WITH marked AS (SELECT *,
                CASE WHEN time - lag(time) OVER w < 10000 THEN 0 ELSE 1 END AS begins FROM bid WINDOW w AS (PARTITION BY bidder ORDER BY time, number)),
            sessions AS (SELECT *, sum(begins) OVER (PARTITION BY bidder ORDER BY time, number) AS session FROM marked)
            SELECT bidder, count(*), min(time), max(time) + 10000 FROM sessions GROUP BY bidder, session
            """),
        ["q13"] = new("SELECT auction, bidder, price, time, 'value-' || (auction % 10000 * 7 % 10000) FROM bid"),
        ["q14"] = new("""
            SELECT auction, bidder, 908 * price,
                   CASE WHEN hour BETWEEN 8 AND 18 THEN 'dayTime' WHEN hour <= 6 OR hour >= 20 THEN 'nightTime' ELSE 'otherTime' END,
                   time, extra, length(extra) - length(replace(extra, 'c', ''))
            FROM (SELECT *, time / 3600000 % 24 AS hour FROM bid) WHERE 0.908 * price > 1000000 AND 0.908 * price < 50000000
            """),
        ["q15"] = new($"SELECT {Day}, {Ranked}, {Distinct} FROM bid GROUP BY 1", 1),
        ["q16"] = new($"SELECT channel, {Day}, max({Minute}), {Ranked}, {Distinct} FROM bid GROUP BY 1, 2", 2),
        ["q17"] = new($"SELECT auction, {Day}, {Ranked}, min(price), max(price), sum(price) / count(*), sum(price) FROM bid GROUP BY 1, 2", 2),
        ["q18"] = new("""
            SELECT auction, bidder, price, channel, url, time, extra
            FROM (SELECT *, row_number() OVER (PARTITION BY bidder, auction ORDER BY time DESC, number DESC) AS place FROM bid) WHERE place = 1
            """, 2),
        ["q20"] = new("""
            SELECT b.auction, b.bidder, b.price, b.channel, b.url, b.time, b.extra, a.name, a.description, a.initial_bid, a.reserve, a.time, a.expires,
                   a.seller, a.category, a.extra
            FROM bid b JOIN auction a ON b.auction = a.id WHERE a.category = 10
            """),
        ["q21"] = new("""
            SELECT * FROM (
                SELECT auction, bidder, price, channel,
                       CASE lower(channel) WHEN 'apple' THEN '0' WHEN 'google' THEN '1' WHEN 'facebook' THEN '2' WHEN 'baidu' THEN '3'
                            ELSE CASE WHEN instr(url, '&channel_id=') > 0 THEN substr(url, instr(url, '&channel_id=') + 12) END END AS channel_id FROM bid)
            WHERE channel_id IS NOT NULL
            """),
        ["q22"] = new("""
            WITH a AS (SELECT *, substr(url, length('https://www.nexmark.com/') + 1) AS r1 FROM bid),
            b AS (SELECT *, substr(r1, 1, instr(r1, '/') - 1) AS d1, substr(r1, instr(r1, '/') + 1) AS r2 FROM a),
            c AS (SELECT *, substr(r2, 1, instr(r2, '/') - 1) AS d2, substr(r2, instr(r2, '/') + 1) AS r3 FROM b)
            SELECT auction, bidder, price, channel, d1, d2, substr(r3, 1, instr(r3, '/') - 1) FROM c
            """),
    };

    /// <summary>The highest bids of auctions: q19, whose key is the auction and, last, the rank.</summary>
    internal const string TopTen = """
        SELECT auction, place, bidder, price, channel, url, time, extra
        FROM (SELECT *, row_number() OVER (PARTITION BY auction ORDER BY price DESC, number) AS place FROM bid) WHERE place <= 10
        """;

    /// <summary>q12, whose windows are those of the clock: only what all of them count together is certain.</summary>
    internal const string BidsOfBidders = "SELECT bidder, count(*) FROM bid GROUP BY bidder";
}
