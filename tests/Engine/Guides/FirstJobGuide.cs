using ActorStream.TestKit;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ActorStream.Tests.Engine.Guides;

// The code of docs/first-job.md: as it stands there, but that overrides are internal as well here, where the engine's insides are seen.

public readonly record struct WordCount(string Word, long Count);

public sealed class CountWords : KeyedProcessFunction<string, string, WordCount>
{
    private readonly ValueState<long> _count;

    public CountWords() => _count = ValueState<long>("count");

    protected internal override void Process(in string word, KeyedContext<string> context, Collector<WordCount> output)
    {
        ref var count = ref _count.Ref;
        count++;
        output.Emit(new WordCount(word, count));
    }
}

internal static class WordCountJob
{
    public static void Declare(JobBuilder job, string input, string output) => job
        .From(TextFile.ReadLines(input), uid: "lines")
        .SelectMany(line => line.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .KeyBy(word => word)
        .Process(() => new CountWords(), uid: "count")
        .To(CsvFile.ExactlyOnce<WordCount>(output), uid: "counts");

    internal static async Task<int> ProgramAsync(string[] args)
    {
        var app = ActorStreamHost.Create("word-count", args);
        var input = app.Option("--input", "input.txt", "Text to count.");
        var output = app.Option("--out", "out/word-count", "Directory of committed rows.");
        return await app.RunAsync(job => WordCountJob.Declare(job, input.Value, output.Value));
    }

    internal static void Beside(IHostApplicationBuilder builder)
    {
        builder.Services.AddActorStream().AddJob("word-count", job => WordCountJob.Declare(job, "input.txt", "out/word-count"));
    }

    internal static void Count()
    {
        using var harness = OperatorHarness.Of((DataStream<string> words) => words.KeyBy(word => word).Process(() => new CountWords(), uid: "count"));
        harness.PushAll(["to", "be", "or", "not", "to"]);
        Assert.Equal(new WordCount("to", 2), harness.TakeOutput()[^1]);
    }

    internal static void Simulate()
    {
        JobSimulation.Run(
            job => job.From(["to", "be", "or", "not", "to", "be"], uid: "words")
                .KeyBy(word => word)
                .Process(() => new CountWords(), uid: "count")
                .To(new MemorySink<WordCount>(), uid: "counts"),
            seeds: 1..20);
    }
}
