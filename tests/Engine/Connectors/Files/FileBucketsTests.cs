using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

/// <summary>How records are parted into files.</summary>
public sealed class FileBucketsTests
{
    private static readonly DateTimeOffset Time = new(2001, 1, 5, 22, 30, 15, TimeSpan.Zero);

    private static readonly FileSinkOptions<string> Bucketed = new() { Buckets = FileBuckets.By<string>(static _ => "bucket") };

    [Theory]
    [InlineData(1, null, "2001-01-05T223015")]
    [InlineData(60, null, "2001-01-05T2230")]
    [InlineData(900, null, "2001-01-05T2230")]
    [InlineData(3600, null, "2001-01-05T22")]
    [InlineData(6 * 3600, null, "2001-01-05T18")]
    [InlineData(86400, null, "2001-01-05")]
    [InlineData(86400, "'day='yyyyMMdd", "day=20010105")]
    public void Buckets_are_named_by_the_beginning_of_their_interval(int seconds, string? format, string name)
    {
        var buckets = FileBuckets.ByTime<DateTimeOffset>(static time => time, TimeSpan.FromSeconds(seconds), format: format).Open();
        Assert.Equal(name, buckets(Time));
        Assert.NotEqual(name, buckets(Time.AddSeconds(seconds)));
        Assert.Same(buckets(Time), buckets(Time.ToOffset(TimeSpan.FromHours(5))));
    }

    [Fact]
    public void Days_are_those_of_the_zone_and_an_hour_that_comes_twice_is_one_bucket()
    {
        // Two hours east of Greenwich, and one hour less from the 6th on, 3:00.
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            new DateTime(2001, 1, 1), new DateTime(2001, 12, 31), TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 1, 0, 0), 1, 2),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 1, 6));
        var zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(1), "east", "east", "east summer", [rule]);
        var days = FileBuckets.ByTime<DateTimeOffset>(static time => time, TimeSpan.FromDays(1), zone).Open();
        Assert.Equal(["2001-01-05", "2001-01-06", "2001-01-06", "2001-01-07"],
            new[] { -2.0, 0, 24, 25 }.Select(hours => days(Time.AddHours(hours))));
        var hours = FileBuckets.ByTime<DateTimeOffset>(static time => time, TimeSpan.FromHours(1), zone).Open();
        Assert.Equal(["T01", "T02", "T02", "T03"], new[] { 1, 2, 3, 4 }.Select(after => hours(Time.AddHours(after))[^3..]));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(7, null)]
    [InlineData(90000, null)]
    [InlineData(86400, "yyyy/MM")]
    [InlineData(86400, "'.'yyyy")]
    public void Intervals_that_do_not_fit_and_names_that_are_none_are_refused_where_they_are_given(int seconds, string? format) =>
        Assert.Throws<ArgumentException>(
            () => FileBuckets.ByTime<DateTimeOffset>(static time => time, TimeSpan.FromSeconds(seconds), format: format));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("..")]
    [InlineData(".x")]
    [InlineData("_x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("a\n")]
    [InlineData("a.")]
    public void A_record_without_a_usable_bucket_is_an_error(string? name)
    {
        var driver = new JobDriver(job => job.From(TextFile.ReadLines("/in"), "lines")
            .To(TextFile.ExactlyOnce("/out", new() { Buckets = FileBuckets.By<string>(_ => name!) }), "out"));
        driver.Files.Write("/in/a", "line\n");
        driver.Start();
        driver.RunUntil(() => driver.LastFailure is not null);
        Assert.Contains($"'{name}' cannot be the name of a bucket", driver.LastFailure!.Message, StringComparison.Ordinal);
        driver.Crash();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("day=2001-01-05")]
    [InlineData("ü b")]
    public void Records_are_committed_to_files_of_a_bucket_each_of_some_size(string bucket)
    {
        var driver = new JobDriver(job => job.From(TextFile.ReadLines("/in"), "lines").To(
            TextFile.ExactlyOnce("/out", new()
            {
                MaxFileBytes = 1000,
                Buckets = FileBuckets.By<string>(line => line[^1] is '7' ? bucket : "rest"),
            }),
            "out"));
        var lines = Enumerable.Range(0, 1000).Select(static n => $"line {n}").ToList();
        driver.Files.Write("/in/a", string.Concat(lines.Select(static line => line + "\n")));
        driver.Start();
        driver.RunToEnd();

        var own = driver.Files.List($"/out/{bucket}");
        var rest = driver.Files.List("/out/rest");
        Assert.Equal(lines.Where(static line => line[^1] is '7').Order(), own.SelectMany(driver.Files.ReadLines).Order());
        Assert.Equal(lines.Where(static line => line[^1] is not '7').Order(), rest.SelectMany(driver.Files.ReadLines).Order());
        Assert.Single(own);
        Assert.InRange(rest.Count, 7, 9);
        Assert.Equal(own.Count + rest.Count, own.Concat(rest).Select(Path.GetFileName).Distinct().Count());
        Assert.All(own.Concat(rest), path => Assert.InRange(driver.Files.ReadText(path).Length, 1, 2000));
    }

    [Fact]
    public void A_sink_within_the_directory_of_another_is_left_alone()
    {
        var driver = new JobDriver(static job =>
        {
            var lines = job.From(TextFile.ReadLines("/in", watch: true), "lines");
            lines.To(TextFile.ExactlyOnce("/out"), "out");
            lines.To(TextFile.ExactlyOnce("/out/within"), "within");
        });
        foreach (var (index, name) in new[] { "a", "b" }.Index())
        {
            driver.Files.Write($"/in/{name}", $"{name}\n");
            driver.Start();
            driver.RunUntil(() => driver.Files.List("/out").Count == 2 * (index + 1));
            driver.Crash();
        }

        Assert.Equal(["a", "b"], driver.Files.List("/out/within").SelectMany(driver.Files.ReadLines).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Discarding_removes_the_buckets_that_it_empties_and_no_others(bool isOtherFileThere)
    {
        var output = Output(static directory => TextFile.ExactlyOnce(directory, Bucketed));
        await using var stage = new SinkContractStage<string>(output);
        var session = await stage.RecoverAsync(1);
        await SinkContractStage<string>.CommitAsync(session, await stage.PrepareAsync(session, stage.Id(1), 1));
        await stage.DisposeAllAsync();
        var disk = output.NewDisk();
        if (isOtherFileThere) await (await disk.CreateAsync("out/bucket/notes.txt")).DisposeAsync();

        await stage.DiscardAsync();
        Assert.Equal(isOtherFileThere ? ["notes.txt"] : [], (await disk.ListAsync("out/bucket")).Select(static entry => entry.Name));
        Assert.Equal(isOtherFileThere, await disk.StatAsync("out/bucket") is not null);
    }

    [Fact]
    public async Task What_was_prepared_under_other_options_is_committed_or_goes()
    {
        var options = Bucketed;
        var output = Output(directory => TextFile.ExactlyOnce(directory, options));
        await using var stage = new SinkContractStage<string>(output);
        var session = await stage.RecoverAsync(1);
        var restored = await stage.PrepareAsync(session, stage.Id(1), 1, 2);
        await stage.PrepareAsync(session, stage.Id(1, after: 1), 3);
        await stage.CrashAsync();

        options = new();
        await stage.RecoverAsync(2, restored);
        await stage.AssertCommittedAsync(1, 2);
        var left = await output.NewDisk().ListDeepAsync("out");
        Assert.DoesNotContain(left, static entry => entry.Name.StartsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void A_size_below_one_byte_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TextFile.ExactlyOnce("out", new() { MaxFileBytes = 0 }));

    private static SimulatedOutput<string> Output(Func<string, ITransactionalSink<string>> sink) =>
        new(sink, static number => $"line {number}", "out", static text => text.Split('\n')[..^1]);
}
