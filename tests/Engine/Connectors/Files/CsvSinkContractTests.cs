using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorStream.Backends.Files.Simulated;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

/// <summary>The CSV sink on a disk whose power fails at each crash.</summary>
public sealed class CsvSinkContractTests : TransactionalSinkContract<CsvSinkContractTests.Row>
{
    public sealed record Row(int Number, string Text);

    protected override ValueTask<ISinkContractTarget<Row>> CreateTargetAsync() =>
        new(new SimulatedOutput<Row>(
            static directory => CsvFile.ExactlyOnce<Row>(directory), number => new(number, $"\"{number}\",\n"), "out/rows", Parse));

    private static IEnumerable<Row> Parse(string text)
    {
        Assert.StartsWith("number,text\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var row in text["number,text\n".Length..].Split("\n\"\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var number = int.Parse(row[..row.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
            Assert.Equal($"{number},\"\"\"{number}\"\",", row);
            yield return new(number, $"\"{number}\",\n");
        }
    }
}

/// <summary>The line sink likewise.</summary>
public sealed class TextSinkContractTests : TransactionalSinkContract<string>
{
    protected override ValueTask<ISinkContractTarget<string>> CreateTargetAsync() =>
        new(new SimulatedOutput<string>(
            static directory => TextFile.ExactlyOnce(directory), number => $"line {number} ü", "out", text => text.Split('\n')[..^1]));
}

/// <summary>The line sink with a file per write.</summary>
public sealed class RollingSinkContractTests : TransactionalSinkContract<string>
{
    protected override ValueTask<ISinkContractTarget<string>> CreateTargetAsync() => new(new SimulatedOutput<string>(
        static directory => TextFile.ExactlyOnce(directory, new() { MaxFileBytes = 1 }),
        number => $"line {number}",
        "out",
        text => text.Split('\n')[..^1]));
}

/// <summary>The line sink with sub-directories, in each of which a transaction may have files.</summary>
public sealed class BucketedSinkContractTests : TransactionalSinkContract<string>
{
    protected override ValueTask<ISinkContractTarget<string>> CreateTargetAsync() => new(new SimulatedOutput<string>(
        static directory => TextFile.ExactlyOnce(
            directory, new() { MaxFileBytes = 12, Buckets = FileBuckets.By<string>(static line => $"last={line[^1]}") }),
        number => $"line {number}",
        "out",
        text => text.Split('\n')[..^1]));
}

/// <summary>The JSON-lines sink likewise.</summary>
public sealed class JsonLinesSinkContractTests : TransactionalSinkContract<JsonLinesSinkContractTests.Row>
{
    public sealed record Row(int Number, string Text);

    protected override ValueTask<ISinkContractTarget<Row>> CreateTargetAsync() => new(new SimulatedOutput<Row>(
        static directory => JsonLinesFile.ExactlyOnce<Row>(directory),
        static number => new(number, $"line {number}\nü"),
        "out",
        static text => text.Split('\n')[..^1].Select(static line => JsonSerializer.Deserialize<Row>(line, JsonLinesFile.Json)!)));
}

/// <summary>A directory on a simulated disk: each process has its own mount, and a crash is a power failure.</summary>
internal sealed class SimulatedOutput<T>(
    Func<string, ITransactionalSink<T>> sink, Func<int, T> record, string directory, Func<string, IEnumerable<T>> parse)
    : ISinkContractTarget<T>
    where T : notnull
{
    internal SimulatedDisk Disk { get; } = Formatted(directory);

    public ITransactionalSink<T> NewSink() => sink(directory);

    public IFileSystem NewDisk() => Disk.Mount("process");

    public T NewRecord(int number) => record(number);

    public async ValueTask<IReadOnlyList<T>> ReadCommittedAsync()
    {
        var reader = Disk.Mount("reader");
        var records = new List<T>();
        foreach (var entry in (await reader.ListDeepAsync(directory)).Where(entry => entry.Name[0] is not ('.' or '_')))
        {
            await using var file = await reader.OpenReadAsync(entry.Path);
            var bytes = new byte[file.Length];
            Assert.Equal(bytes.Length, await file.ReadAsync(0, bytes));
            records.AddRange(parse(Encoding.UTF8.GetString(bytes)));
        }

        return records;
    }

    public ValueTask CrashAsync()
    {
        Disk.LosePower();
        return default;
    }

    public ValueTask DisposeAsync() => default;

    private static SimulatedDisk Formatted(string directory)
    {
        var disk = new SimulatedDisk(seed: 7);
        disk.Mount("setup").CreateDirectoryAsync(directory).AsTask().GetAwaiter().GetResult();
        return disk;
    }
}
