using System.Text;
using System.Text.Json;
using ActorStream.Connectors.Files.Json;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

public sealed class JsonLinesTests
{
    private const string Path = "in/trips.jsonl";

    public enum Kind
    {
        Bus,
        NightBus,
    }

    public sealed record Trip(string Line, int Minutes);

    public sealed class TwoOfOneName
    {
        public int Number { get; init; }

        [System.Text.Json.Serialization.JsonPropertyName("number")]
        public int Other { get; init; }
    }

    public sealed record Everything(
        string? Text, DateOnly Day, DateTimeOffset At, decimal Mean, double Share, Kind Kind, IReadOnlyList<Trip> Trips, int Count = 3)
    {
        public long Extra { get; init; }
    }

    [Theory]
    [InlineData("{\"line\":\"M10\",\"minutes\":5}\n{\"line\":\"U\\n2\",\"minutes\":7}\n")]
    [InlineData("{\"line\":\"M10\",\"minutes\":5}\r\n\r\n{\"line\":\"U\\n2\",\"minutes\":7}")]
    [InlineData("\uFEFF{\"MINUTES\":5,\"Line\":\"M10\"}\r{\"other\":[1,{}], \"line\":\"U\\n2\",\"minutes\":7 }\r\r")]
    public async Task Records_are_the_same_however_the_file_is_cut(string text)
    {
        var input = new InputFiles().With(Path, text);
        foreach (var splitBytes in Enumerable.Range(1, text.Length + 5))
        {
            var source = JsonLinesFile.Read<Trip>(Path, new() { SplitBytes = splitBytes });
            Assert.Equal([new("M10", 5), new("U\n2", 7)], await input.ReadAllAsync(source));
            Assert.Equal([new("M10", 5), new("U\n2", 7)], await input.ReadAllReopeningAsync(source));
        }
    }

    [Theory]
    [InlineData("{\"line\":\"U2\",\"minutes\":\"x\"}", "$.minutes", "'String' as a number")]
    [InlineData("{\"line\":\"U2\",\"minutes\":3000000000}", "$.minutes", "Int32. Found when 33 bytes")]
    [InlineData("{\"line\":\"U2\"}", "", "minutes")]
    [InlineData("{\"line\":null,\"minutes\":5}", "", "line")]
    [InlineData("{\"line\":\"U2\",", "", "end of data. Found when 12 bytes")]
    [InlineData("null", "", "the line is null, and a Trip was expected")]
    [InlineData("{\"line\":\"U2\",\"minutes\":5} {}", "", "after a single JSON value")]
    [InlineData("  ", "", "does not contain any JSON")]
    public async Task A_malformed_line_names_file_line_and_place(string line, string place, string problem)
    {
        var input = new InputFiles().With(Path, $"{{\"line\":\"M10\",\"minutes\":5}}\n\n{line}\r\n{{\"line\":\"U9\",\"minutes\":1}}\n");
        foreach (var splitBytes in (int[])[1000, 9])
        {
            var rows = await input.ReadAllAsync(JsonLinesFile.ReadRows<Trip>(Path, new() { SplitBytes = splitBytes }));
            Assert.Equal(["M10", "U9"], rows.Where(row => row.IsValid).Select(row => row.Record.Line));
            var rejected = rows[1].Rejected!;
            Assert.Equal((Path, 3, line), (rejected.File, rejected.Line, rejected.Text));
            Assert.Contains(place, rejected.Column, StringComparison.Ordinal);
            Assert.Contains(problem, rejected.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("LineNumber", rejected.Error, StringComparison.Ordinal);
        }

        var error = await Assert.ThrowsAsync<MalformedRowException>(() => input.ReadAllAsync(JsonLinesFile.Read<Trip>(Path)));
        Assert.Contains("in/trips.jsonl line 3", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, error.Row.Line);
    }

    [Fact]
    public async Task What_was_written_is_read_back_and_each_record_is_one_line()
    {
        Everything[] records =
        [
            new(
                "a \"b\"\nü\r\u2028 <c>", new(2001, 2, 3), new(2001, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)), -1.50m, double.NaN, Kind.NightBus,
                [new("x", 1)], 7),
            new(null, default, default, 0, 1e300, Kind.Bus, []) { Extra = -1 },
        ];
        var indented = new JsonSerializerOptions(JsonLinesFile.Json) { WriteIndented = true };
        foreach (var json in (JsonSerializerOptions[])[JsonLinesFile.Json, indented])
        {
            var text = Written(new JsonFormat<Everything>(json), records);
            Assert.Equal(2, text.Count(c => c == '\n'));
            var input = new InputFiles().With(Path, text);
            var read = await input.ReadAllAsync(JsonLinesFile.Read<Everything>(Path));
            Assert.Equal(records.Select(r => r with { Trips = [] }), read.Select(r => r with { Trips = [] }));
            Assert.Equal(records.SelectMany(r => r.Trips), read.SelectMany(r => r.Trips));
        }
    }

    [Fact]
    public void Names_are_in_camel_case_enums_by_name_and_text_is_readable() =>
        Assert.Equal(
            "{\"text\":\"ü\",\"day\":\"2001-02-03\",\"at\":\"0001-01-01T00:00:00+00:00\",\"mean\":1.5,\"share\":0.1,\"kind\":\"NightBus\","
                + "\"trips\":[{\"line\":\"M10\",\"minutes\":5}],\"count\":3,\"extra\":0}\n",
            Written(
                new JsonFormat<Everything>(JsonLinesFile.Json),
                new Everything("ü", new(2001, 2, 3), default, 1.5m, 0.1, Kind.NightBus, [new("M10", 5)])));

    [Fact]
    public void A_type_that_is_no_json_is_refused_where_it_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => JsonLinesFile.Read<TwoOfOneName>(Path));
        Assert.Contains(nameof(TwoOfOneName), error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => JsonLinesFile.ExactlyOnce<TwoOfOneName>("out"));
    }

    private static string Written<T>(JsonFormat<T> format, params T[] records)
    {
        using var stream = new MemoryStream();
        using (var encoder = format.Open(stream))
        {
            foreach (var record in records)
            {
                encoder.Encode([record]);
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
