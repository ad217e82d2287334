using System.Globalization;
using System.Text;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

public sealed class CsvSourceTests
{
    private const string Path = "in/trips.csv";

    public enum Kind
    {
        Bus,
        Tram,
    }

    public sealed record Trip(string Line, int Minutes);

    [Fact]
    public async Task Columns_are_found_by_name_in_any_order()
    {
        var input = new InputFiles().With(Path, "note,MINUTES,line\nx,5,M10\ny,-7,U2\n");
        Assert.Equal([new Trip("M10", 5), new Trip("U2", -7)], await input.ReadAllAsync(CsvFile.Read<Trip>(Path)));
    }

    public sealed record Everything(
        [CsvColumn("The Day")] DateOnly Day, [CsvFormat("yyyyMMdd HHmm")] DateTime At, DateTimeOffset Seen, decimal Price, double? Score,
        Kind Kind, bool Late, string? Note, Guid Id, int Count = 3)
    {
        public long Extra { get; init; }

        public int Twice => 2 * Count;
    }

    [Fact]
    public async Task Each_type_of_column_is_read_in_the_invariant_culture_and_in_utc()
    {
        var input = new InputFiles().With(Path, """
            the_day,at,seen,price,score,kind,late,note,id,extra
            2001-03-04,20010304 0506,2001-03-04T05:06:07,1.25,,tram,true,,7d444840-9dc0-11d1-b245-5ffdce74fad2,99
            2001-03-05,20010305 0000,2001-03-04T05:06:07+02:00,-3,1e3,Bus,0,"a ""b"", c",7d444840-9dc0-11d1-b245-5ffdce74fad2,-1

            """);
        var id = Guid.Parse("7d444840-9dc0-11d1-b245-5ffdce74fad2");
        var expected = new List<Everything>
        {
            new(new(2001, 3, 4), new(2001, 3, 4, 5, 6, 0, DateTimeKind.Utc), new(2001, 3, 4, 5, 6, 7, TimeSpan.Zero), 1.25m, null,
                Kind.Tram, true, null, id) { Extra = 99 },
            new(new(2001, 3, 5), new(2001, 3, 5, 0, 0, 0, DateTimeKind.Utc), new(2001, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)), -3m, 1000,
                Kind.Bus, false, "a \"b\", c", id) { Extra = -1 },
        };
        var read = await input.ReadAllAsync(CsvFile.Read<Everything>(Path));
        Assert.Equal(expected, read);
        Assert.All(read, row => Assert.Equal(DateTimeKind.Utc, row.At.Kind));
    }

    [Theory]
    [InlineData("line,minutes\nM10,5\nU2,7\n")]
    [InlineData("line,minutes\nM10,5\nU2,7")]
    [InlineData("line,minutes\r\nM10,5\r\nU2,7\r\n")]
    [InlineData("line,minutes\rM10,5\rU2,7")]
    [InlineData("\uFEFFline,minutes\n\n\nM10,5\n\nU2,7\n\n")]
    public async Task Byte_order_marks_line_breaks_of_any_kind_and_empty_lines_do_not_matter(string text)
    {
        var input = new InputFiles().With(Path, text);
        foreach (var splitBytes in Enumerable.Range(1, text.Length + 5))
        {
            var source = CsvFile.Read<Trip>(Path, new() { SplitBytes = splitBytes });
            Assert.Equal([new("M10", 5), new("U2", 7)], await input.ReadAllAsync(source));
            Assert.Equal([new("M10", 5), new("U2", 7)], await input.ReadAllReopeningAsync(source));
        }
    }

    [Fact]
    public async Task Any_cut_and_any_reopening_gives_the_same_rows_whatever_the_bytes()
    {
        var random = new Random(20010101);
        for (var round = 0; round < 150; round++)
        {
            var text = new StringBuilder("line,minutes\n");
            for (var i = random.Next(60); i > 0; i--)
            {
                text.Append(random.Next(9) switch
                {
                    0 => "\n", 1 => "\r\n", 2 => "\r", 3 => "\"", 4 => ",", 5 => "é", 6 => "\uFEFF",
                    var other => other.ToString(CultureInfo.InvariantCulture),
                });
            }

            var input = new InputFiles().With(Path, text.ToString());
            var whole = await input.ReadAllAsync(CsvFile.ReadRows<Trip>(Path));
            foreach (var splitBytes in (int[])[1, 2, 3, 7, 20])
            {
                var source = CsvFile.ReadRows<Trip>(Path, new() { SplitBytes = splitBytes });
                Assert.True(whole.SequenceEqual(await input.ReadAllAsync(source)), $"round {round}, splits of {splitBytes}: {text}");
                Assert.True(whole.SequenceEqual(await input.ReadAllReopeningAsync(source)), $"round {round}, reopened: {text}");
            }
        }
    }

    [Fact]
    public async Task A_row_belongs_to_the_split_of_its_first_byte_and_is_read_once()
    {
        var rows = Enumerable.Range(0, 500).Select(i => new Trip(new string('ü', i % 40), i)).ToList();
        var input = new InputFiles().With(Path, "line,minutes\n" + string.Concat(rows.Select(row => $"{row.Line},{row.Minutes}\n")));
        var source = CsvFile.Read<Trip>(Path, new() { SplitBytes = 100 });
        Assert.Equal(rows, await input.ReadAllAsync(source, fetch: 3));
        Assert.Equal(rows, await input.ReadAllReopeningAsync(source, fetch: 2));
    }

    [Fact]
    public async Task A_large_file_has_larger_splits_not_more()
    {
        var input = new InputFiles().With(Path, "line,minutes\n" + string.Concat(Enumerable.Repeat("M10,5\n", 1000)));
        var splits = await input.DiscoverAsync(CsvFile.Read<Trip>(Path, new() { SplitBytes = 1 }));
        Assert.InRange(splits.Count, 900, 1024);
    }

    [Fact]
    public async Task Splits_that_are_known_are_not_found_again()
    {
        var input = new InputFiles().With(Path, "line,minutes\nM10,5\nU2,7\n");
        var source = CsvFile.Read<Trip>(Path, new() { SplitBytes = 10 });
        var found = await input.DiscoverAsync(source);
        Assert.Equal(found.Skip(1), await input.DiscoverAsync(source, found[0].Id));
    }

    [Fact]
    public async Task Fields_over_several_lines_make_a_file_one_split()
    {
        var input = new InputFiles().With(Path, "line,minutes\n\"M\n10\",5\nU2,7\n\"a\r\n\"\"b\",9\n");
        var source = CsvFile.Read<Trip>(Path, new() { SplitBytes = 4, MultilineFields = true });
        Assert.Single(await input.DiscoverAsync(source));
        Assert.Equal([new("M\n10", 5), new("U2", 7), new("a\r\n\"b", 9)], await input.ReadAllReopeningAsync(source));
    }

    [Fact]
    public async Task Directories_and_patterns_are_read_in_the_order_of_names()
    {
        var input = new InputFiles()
            .With("in/b.csv", "line,minutes\nb,2\n").With("in/a.csv", "minutes,line\n1,a\n")
            .With("in/.hidden.csv", "x\n").With("in/c.txt", "x\n");
        Assert.Equal([new Trip("a", 1), new("b", 2)], await input.ReadAllReopeningAsync(CsvFile.Read<Trip>("in/*.csv")));
        await input.Disk.DeleteAsync("in/c.txt");
        Assert.Equal([new Trip("a", 1), new("b", 2)], await input.ReadAllReopeningAsync(CsvFile.Read<Trip>("in")));
        await input.Disk.DeleteAsync("in/a.csv");
        Assert.Equal([new Trip("b", 2)], await input.ReadAllAsync(CsvFile.Read<Trip>("in/?.csv")));
    }

    [Fact]
    public async Task The_first_row_of_each_split_bounds_the_times_of_a_sorted_file()
    {
        var start = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var input = new InputFiles().With(Path, "line,minutes\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"M10,{i}\n")));
        var source = CsvFile.Read<Trip>(Path, new()
        {
            SplitBytes = 64,
            OrderedBy = trip => start.AddMinutes(trip.Minutes),
            Disorder = TimeSpan.FromMinutes(2),
        });
        foreach (var split in await input.DiscoverAsync(source))
        {
            var rows = await input.ReadAsync(source, split);
            Assert.Equal(start.AddMinutes(rows[0].Minutes - 2), split.LowerBound);
        }

        Assert.All(await input.DiscoverAsync(CsvFile.Read<Trip>(Path)), split => Assert.Null(split.LowerBound));
    }

    [Fact]
    public async Task An_input_that_changed_is_an_error()
    {
        var input = new InputFiles().With(Path, "line,minutes\nM10,5\n");
        var source = CsvFile.Read<Trip>(Path);
        var split = Assert.Single(await input.DiscoverAsync(source));
        await input.Disk.DeleteAsync(Path);
        input.With(Path, "line,minutes\nM10,15\n");
        var error = await Assert.ThrowsAsync<IOException>(() => input.ReadAsync(source, split));
        Assert.Contains($"'{Path}' has changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_split_of_another_input_is_an_error()
    {
        var input = new InputFiles().With(Path, "line,minutes\nM10,5\n").With("in/other.csv", "line,minutes\nM10,5\n");
        var split = Assert.Single(await input.DiscoverAsync(CsvFile.Read<Trip>(Path)));
        var error = await Assert.ThrowsAsync<IOException>(() => input.ReadAsync(CsvFile.Read<Trip>("in/other.csv"), split));
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
    }
}
