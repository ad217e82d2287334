using System.Text;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

public sealed class CsvErrorTests
{
    private const string Path = "in/flights.csv";

    public readonly record struct Flight(string Origin, int Delay, DateOnly? Day);

    public sealed record Positive
    {
        public Positive(int number) => Number = number > 0 ? number : throw new ArgumentException($"{number} is not positive");

        public int Number { get; }
    }

    [Theory]
    [InlineData("LAX,abc,", "delay", "'abc' is not an Int32")]
    [InlineData("LAX,,", "delay", "'' is not an Int32")]
    [InlineData("LAX,3000000000,", "delay", "'3000000000' is not an Int32 that it can hold")]
    [InlineData("LAX,5,yesterday", "day", "'yesterday' is not a DateOnly")]
    [InlineData("LAX,5", "day", "2 fields")]
    [InlineData("LAX,5,2001-01-01,x", "", "4 fields")]
    [InlineData("LAX", "delay", "1 fields")]
    [InlineData("\"LAX,5,", "", "not closed")]
    [InlineData("L\"AX,5,", "", "quote")]
    [InlineData("\"LAX\"x,5,", "", "text follows")]
    public async Task A_malformed_row_names_file_line_and_column(string row, string column, string error)
    {
        var input = new InputFiles().With(Path, $"origin,delay,day\n\nMCI,1,\n{row}\r\nPHX,2,\n");
        foreach (var splitBytes in (int[])[1000, 9])
        {
            var options = new CsvReadOptions<Flight> { SplitBytes = splitBytes };
            var rows = await input.ReadAllAsync(CsvFile.ReadRows(Path, options));
            Assert.Equal(3, rows.Count);
            Assert.Equal(["MCI", "PHX"], rows.Where(r => r.IsValid).Select(r => r.Record.Origin));
            var rejected = rows[1].Rejected!;
            Assert.Equal((Path, 4, column, row), (rejected.File, rejected.Line, rejected.Column, rejected.Text));
            Assert.Contains(error, rejected.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reading_records_fails_at_a_malformed_row()
    {
        var input = new InputFiles().With(Path, "origin,delay,day\nMCI,1,\nLAX,abc,\n");
        var error = await Assert.ThrowsAsync<MalformedRowException>(() => input.ReadAllAsync(CsvFile.Read<Flight>(Path)));
        Assert.Contains("in/flights.csv line 3, column 'delay': 'abc' is not an Int32", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, error.Row.Line);
    }

    [Fact]
    public async Task What_a_constructor_refuses_is_a_malformed_row()
    {
        var input = new InputFiles().With(Path, "number\n1\n-1\n");
        var rows = await input.ReadAllAsync(CsvFile.ReadRows<Positive>(Path));
        Assert.True(rows[0].IsValid);
        Assert.Contains("-1 is not positive", rows[1].Rejected!.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("origin,day\n", "'delay'")]
    [InlineData("origin,delay,DELAY,day\n", "several columns 'delay'")]
    [InlineData("", "empty")]
    public async Task A_header_that_does_not_fit_is_found_before_the_job_starts(string text, string named)
    {
        var input = new InputFiles().With(Path, text);
        var error = await Assert.ThrowsAsync<IOException>(
            async () => await CsvFile.Read<Flight>(Path).ValidateAsync(input.Context, default));
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_file_in_utf_16_is_refused()
    {
        var input = new InputFiles().With(Path, Encoding.Unicode.GetPreamble());
        var error = await Assert.ThrowsAsync<IOException>(
            async () => await CsvFile.Read<Flight>(Path).ValidateAsync(input.Context, default));
        Assert.Contains("UTF-16", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in/none.csv")]
    [InlineData("in/*.txt")]
    [InlineData("elsewhere")]
    public async Task A_missing_input_is_found_before_the_job_starts(string path)
    {
        var input = new InputFiles().With(Path, "origin,delay,day\n");
        var error = await Assert.ThrowsAsync<FileNotFoundException>(
            async () => await CsvFile.Read<Flight>(path).ValidateAsync(input.Context, default));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_without_readable_columns_is_refused_where_it_is_named()
    {
        AssertRefused("no columns", () => CsvFile.Read<int>(Path));
        AssertRefused("Action", () => CsvFile.Read<Tuple<Action>>(Path));
        AssertRefused("Action", () => CsvFile.ExactlyOnce<Tuple<Action>>("out"));
    }

    private static void AssertRefused(string why, Func<object> call) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
}
