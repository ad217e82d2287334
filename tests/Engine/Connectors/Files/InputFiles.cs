using System.Text;
using ActorStream.Backends.Files.Simulated;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

/// <summary>Input files on a simulated disk, and sources read from them as the engine reads.</summary>
internal sealed class InputFiles(IFileSystem disk)
{
    public InputFiles()
        : this(new SimulatedDisk(seed: 1).Mount("reader"))
    {
    }

    public IFileSystem Disk => disk;

    public SourceContext Context => new()
    {
        JobName = "job",
        Uid = "in",
        Parallelism = 1,
        Files = Disk,
        Time = TimeProvider.System,
        Logger = NullLogger.Instance,
    };

    public InputFiles With(string path, string text) => With(path, Encoding.UTF8.GetBytes(text));

    public InputFiles With(string path, byte[] bytes)
    {
        WithAsync(path, bytes).AsTask().GetAwaiter().GetResult();
        return this;
    }

    public async Task<List<T>> ReadAllAsync<T>(ISource<T, FileSplit> source, int fetch = 1000)
    {
        var records = new List<T>();
        foreach (var split in await DiscoverAsync(source))
        {
            records.AddRange(await ReadAsync(source, split, fetch));
        }

        return records;
    }

    /// <summary>Closes the reader after each fetch and goes on from its position with another.</summary>
    public async Task<List<T>> ReadAllReopeningAsync<T>(ISource<T, FileSplit> source, int fetch = 1)
    {
        var records = new List<T>();
        foreach (var split in await DiscoverAsync(source))
        {
            var (position, more) = (split, true);
            while (more)
            {
                await using var reader = await source.OpenAsync(position, Context, default);
                Assert.Equal(position, reader.Position);
                (more, var fetched) = await FetchAsync(reader, fetch);
                records.AddRange(fetched);
                position = reader.Position;
            }
        }

        return records;
    }

    public async Task<List<T>> ReadAsync<T>(ISource<T, FileSplit> source, FileSplit split, int fetch = 1000)
    {
        await using var reader = await source.OpenAsync(split, Context, default);
        var records = new List<T>();
        for (var more = true; more;)
        {
            (more, var fetched) = await FetchAsync(reader, fetch);
            Assert.True(!more || fetched.Count > 0, "A fetch gave no record and did not end the split.");
            records.AddRange(fetched);
        }

        return records;
    }

    public ValueTask<IReadOnlyList<FileSplit>> DiscoverAsync<T>(ISource<T, FileSplit> source, params string[] known) =>
        source.DiscoverAsync(known.ToHashSet(), Context, default);

    private static async Task<(bool More, List<T> Records)> FetchAsync<T>(ISplitReader<T, FileSplit> reader, int fetch)
    {
        var values = new T[fetch];
        var writer = new FetchBuffer<T>();
        writer.Reset(values, new long[fetch], fetch, null, long.MaxValue);
        var more = await reader.FetchAsync(writer, default);
        return (more, [.. values.Take(writer.Count)]);
    }

    private async ValueTask WithAsync(string path, byte[] bytes)
    {
        await Disk.CreateDirectoryAsync(Path.GetDirectoryName(path)!);
        await using var file = await Disk.CreateAsync(path);
        await file.WriteAsync(bytes);
        await file.SyncAsync();
    }
}

/// <summary>Looks into sub-directories.</summary>
internal static class DeepListing
{
    /// <summary>The files of a directory and, behind them, of the directories in it.</summary>
    internal static async Task<List<FileEntry>> ListDeepAsync(this IFileSystem disk, string directory)
    {
        var entries = await disk.ListAsync(directory);
        var found = entries.Where(entry => !entry.IsDirectory).ToList();
        foreach (var below in entries.Where(entry => entry.IsDirectory)) found.AddRange(await disk.ListDeepAsync(below.Path));
        return found;
    }
}
