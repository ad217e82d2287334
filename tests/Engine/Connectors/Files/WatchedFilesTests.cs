using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

/// <summary>A directory in which files appear while the job runs.</summary>
public sealed class WatchedFilesTests
{
    public sealed record Row(int Number);

    private static readonly CsvReadOptions<Row> Csv = new() { Watch = true, SplitBytes = 8 };

    [Fact]
    public async Task Files_are_found_once_in_the_order_of_names_hidden_and_empty_ones_are_not()
    {
        var input = new InputFiles();
        await input.Disk.CreateDirectoryAsync("in");
        var source = TextFile.ReadLines("in", splitBytes: 4, watch: true);
        Assert.False(source.IsBounded);
        await source.ValidateAsync(input.Context, default);
        Assert.Empty(await input.DiscoverAsync(source));

        input.With("in/b", "12345678").With("in/.c", "x").With("in/_d", "x").With("in/e", "");
        var known = new HashSet<string>();
        await FindAsync("in/b@0", "in/b@4");
        input.With("in/a", "1").With("in/f", "1");
        await FindAsync("in/a@0", "in/f@0");
        await FindAsync();

        async Task FindAsync(params string[] expected)
        {
            var found = (await input.DiscoverAsync(source, [.. known])).Select(split => split.Id).ToArray();
            Assert.Equal(expected, found);
            known.UnionWith(found);
        }
    }

    [Fact]
    public async Task A_file_that_was_found_is_never_looked_at_again_whatever_becomes_of_its_name()
    {
        var input = new InputFiles().With("in/a.csv", "number\n1\n");
        var source = CsvFile.Read("in/*.csv", Csv);
        var found = await input.DiscoverAsync(source);
        Assert.Equal([new Row(1)], await ReadAsync(found));
        await input.Disk.DeleteAsync("in/a.csv");
        Assert.Empty(await input.DiscoverAsync(source, [.. found.Select(split => split.Id)]));

        input.With("in/a.csv", "number\n1\n2\n3\n4\n5\n6\n7\n8\n").With("in/b.csv", "number\n9\n");
        var next = await input.DiscoverAsync(source, [.. found.Select(split => split.Id)]);
        Assert.Equal([new Row(9)], await ReadAsync(next));

        async Task<List<Row>> ReadAsync(IReadOnlyList<FileSplit> splits)
        {
            var rows = new List<Row>();
            foreach (var split in splits) rows.AddRange(await input.ReadAsync(source, split));
            return rows;
        }
    }

    [Fact]
    public async Task A_file_that_changed_or_went_before_it_was_read_is_an_error()
    {
        var input = new InputFiles().With("in/a.csv", "number\n1\n");
        var source = CsvFile.Read("in", Csv);
        var split = (await input.DiscoverAsync(source))[0];
        await input.Disk.DeleteAsync("in/a.csv");
        var gone = await Assert.ThrowsAsync<IOException>(() => input.ReadAsync(source, split));
        Assert.Contains("'in/a.csv' is not there any more", gone.Message, StringComparison.Ordinal);

        input.With("in/a.csv", "number\n1\n2\n");
        var changed = await Assert.ThrowsAsync<IOException>(() => input.ReadAsync(source, split));
        Assert.Contains("'in/a.csv' has changed", changed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("elsewhere", "no input 'elsewhere'")]
    [InlineData("elsewhere/*.csv", "no directory 'elsewhere'")]
    [InlineData("in/a.csv", "it is a file")]
    public async Task What_cannot_be_watched_is_found_before_the_job_starts(string path, string why)
    {
        var input = new InputFiles().With("in/a.csv", "number\n1\n");
        var error = await Assert.ThrowsAnyAsync<IOException>(
            async () => await CsvFile.Read(path, Csv).ValidateAsync(input.Context, default));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("csv")]
    [InlineData("json")]
    public void Every_file_is_read_once_over_crashes_and_power_failures(string kind)
    {
        var driver = new JobDriver(
            job => Numbers(job, kind).To(new MemorySink<int>(), "out"),
            new JobDriverOptions
            {
                Parallelism = 2,
                Settings = new ActorStreamSettings
                {
                    Checkpoint = new CheckpointSettings { Interval = TimeSpan.FromSeconds(1) },
                    Sources = new SourceSettings { DiscoveryInterval = TimeSpan.FromSeconds(3) },
                },
            });
        var written = 0;
        for (var life = 0; life < 6; life++)
        {
            Appear();
            driver.Start();
            driver.Checkpoint();
            Appear();
            driver.Advance(TimeSpan.FromSeconds(life));
            Appear();
            if (life % 2 == 0) driver.Crash();
            else driver.LosePower();
        }

        driver.Start();
        driver.RunUntil(() => driver.Committed<int>("out").Count >= written, TimeSpan.FromMinutes(5));
        driver.Stop();
        Assert.Equal(Enumerable.Range(0, written), driver.Committed<int>("out").Order());

        void Appear()
        {
            // Later files come before earlier ones by name, too.
            var rows = Enumerable.Range(written, 5);
            written += 5;
            driver.Files.Write($"/in/{(100 - written) % 7}-{written}", kind switch
            {
                "text" => string.Concat(rows.Select(n => $"{n}\n")),
                "csv" => "number\n" + string.Concat(rows.Select(n => $"{n}\n")),
                _ => string.Concat(rows.Select(n => $"{{\"number\":{n}}}\n")),
            });
        }
    }

    private static DataStream<int> Numbers(JobBuilder job, string kind) => kind switch
    {
        "text" => job.From(TextFile.ReadLines("/in", splitBytes: 4, watch: true), "in").Select(static line => int.Parse(line)),
        "csv" => job.From(CsvFile.Read("/in", Csv), "in").Select(static row => row.Number),
        _ => job.From(JsonLinesFile.Read<Row>("/in", new() { Watch = true, SplitBytes = 8 }), "in").Select(static row => row.Number),
    };
}
