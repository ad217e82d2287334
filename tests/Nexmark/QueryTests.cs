using System.Globalization;
using ActorStream.TestKit;
using Nexmark;
using Xunit;

namespace ActorStream.Tests.Nexmark;

public sealed class QueryTests(QueryTests.Events events) : IClassFixture<QueryTests.Events>
{
    private const int Count = 20_000;

    public static IEnumerable<object[]> Queries() =>
        Expected.Of.Keys.SelectMany(query => new[] { 1, 3 }, (query, parallelism) => new object[] { query, parallelism });

    [SqliteTheory]
    [MemberData(nameof(Queries))]
    public void Rows_are_those_of_SQL_over_the_dumped_events(string query, int parallelism)
    {
        var (sql, key) = Expected.Of[query];
        var rows = events.Run(query, parallelism);
        SameRows(events.DumpFor(query).Rows(sql), key == 0 ? rows.Rows : rows.LastBy(key));
    }

    [SqliteTheory]
    [InlineData("q4", 1)]
    [InlineData("q4", 3)]
    [InlineData("q9", 1)]
    [InlineData("q9", 3)]
    [InlineData("q19", 3)]
    public void Of_equal_prices_the_earliest_bid_wins(string query, int parallelism)
    {
        var generator = new EventGenerator(seed: 7, Count / 120d);
        using var dump = new Dump(Enumerable.Range(0, Count).Select(place => At(place)));
        // Of most auctions with bids several are highest.
        var tied = dump.Rows("SELECT count(*) FROM (SELECT b.auction FROM bid b JOIN (SELECT auction, max(price) AS price FROM bid GROUP BY 1) m "
            + "ON b.auction = m.auction AND b.price = m.price GROUP BY 1 HAVING count(*) > 1)");
        Assert.True(int.Parse(tied[0], CultureInfo.InvariantCulture) > 50, $"Only {tied[0]} auctions have several highest bids.");
        var rows = new CollectedRows();
        var driver = new JobDriver(job => Job.Declare(job, Query.Named(query), At, Count, rows), new JobDriverOptions { Parallelism = parallelism });
        driver.Start();
        driver.RunToEnd();

        if (query == "q19") SameRows(dump.Rows(Expected.TopTen), TopTenOf(rows));
        else SameRows(dump.Rows(Expected.Of[query].Sql), rows.LastBy(Expected.Of[query].Key));

        Event At(long place) =>
            generator.At(place) is { IsBid: true } bid ? bid with { Price = 100 + (bid.Price % 3) } : generator.At(place);
    }

    [Fact]
    public void Bids_are_in_the_directory_of_their_minute()
    {
        var generator = new EventGenerator(seed: 7, Count / 120d);
        var driver = new JobDriver(job => Job.Declare(job, Query.Named("q10"), generator.At, Count, new CsvRowFiles("/out")), new JobDriverOptions { Parallelism = 2 });
        driver.Start();
        driver.RunToEnd();

        var minutes = Enumerable.Range(0, Count).Select(place => generator.At(place)).Where(static one => one.IsBid)
            .CountBy(static bid => bid.Time.ToString("yyyy-MM-dd'T'HHmm", CultureInfo.InvariantCulture)).OrderBy(static minute => minute.Key, StringComparer.Ordinal);
        var written = driver.Files.List("/out").Where(static path => Path.GetExtension(path) == ".csv").GroupBy(static path => Path.GetFileName(Path.GetDirectoryName(path)!))
            .Select(minute => KeyValuePair.Create(minute.Key, minute.Sum(path => driver.Files.ReadLines(path).Count - 1)));
        Assert.Equal(minutes, written.OrderBy(static minute => minute.Key, StringComparer.Ordinal));
    }

    [SqliteTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void Bids_of_bidders_in_windows_of_the_clock_are_all_there(int parallelism) => SameRows(
        events.DumpFor("q12").Rows(Expected.BidsOfBidders),
        [.. events.Run("q12", parallelism).Rows.Select(row => row.Split('|')).GroupBy(row => row[0])
            .Select(bidder => $"{bidder.Key}|{bidder.Sum(row => long.Parse(row[1], CultureInfo.InvariantCulture))}")]);

    [SqliteTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void Top_ten_are_those_of_SQL(int parallelism) => SameRows(
        events.DumpFor("q19").Rows(Expected.TopTen), TopTenOf(events.Run("q19", parallelism)));

    private static List<string> TopTenOf(CollectedRows rows) =>
        [.. rows.Rows.Select(row => row.Split('|')).GroupBy(row => (row[0], row[^1])).Select(rank => rank.Last())
            .Select(row => string.Join('|', [row[0], row[^1], .. row[1..^1]]))];

    private static void SameRows(List<string> expected, List<string> actual)
    {
        Assert.NotEmpty(expected);
        var difference = Difference.Of(expected, actual);
        Assert.True(difference.IsNone, $"Of {expected.Count} rows: {difference}.");
    }

    /// <summary>Events, and what SQL sees of them: over two minutes, and over two days for queries that look at days and hours.</summary>
    public sealed class Events : IDisposable
    {
        private static readonly string[] OfDays = ["q10", "q14", "q15", "q16", "q17"];
        private readonly (EventGenerator Generator, Lazy<Dump> Dump) _minutes = Over(TimeSpan.FromMinutes(2));
        private readonly (EventGenerator Generator, Lazy<Dump> Dump) _days = Over(TimeSpan.FromDays(2));

        public void Dispose()
        {
            foreach (var dump in new[] { _minutes.Dump, _days.Dump }.Where(dump => dump.IsValueCreated)) dump.Value.Dispose();
        }

        internal Dump DumpFor(string query) => For(query).Dump.Value;

        internal CollectedRows Run(string query, int parallelism)
        {
            var rows = new CollectedRows();
            var driver = new JobDriver(
                job => Job.Declare(job, Query.Named(query), For(query).Generator.At, Count, rows), new JobDriverOptions { Parallelism = parallelism });
            driver.Start();
            driver.RunToEnd();
            return rows;
        }

        private (EventGenerator Generator, Lazy<Dump> Dump) For(string query) => OfDays.Contains(query) ? _days : _minutes;

        private static (EventGenerator Generator, Lazy<Dump> Dump) Over(TimeSpan time)
        {
            var generator = new EventGenerator(seed: 7, Count / time.TotalSeconds);
            return (generator, new Lazy<Dump>(() => new Dump(Enumerable.Range(0, Count).Select(place => generator.At(place)))));
        }
    }
}
