using System.Security.Cryptography;
using ActorStream.Backends.Files;
using ActorStream.Coordinator;

namespace ActorStream.Tests.Engine.Hosting.Jobs;

/// <summary>A checkpoint directory of a test, deleted after it.</summary>
internal sealed class JobFolder : IDisposable
{
    internal static readonly JobId Job = new(7);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("job");

    internal string Checkpoints => Path.Combine(_root.FullName, "checkpoints");

    internal string JobDirectory => Path.Combine(Checkpoints, "counts");

    internal string Beside(string name) => Path.Combine(_root.FullName, name);

    /// <summary>Writes the journal that an earlier run would have left.</summary>
    internal async Task LeaveJournalAsync(params JournalRecord[] records)
    {
        await using var journal = new FileJournal(new LocalFileSystem(), Path.Combine(JobDirectory, "journal"));
        await journal.RecoverAsync();
        JournalRecord[] all = [new TermStarted(), new JobCreated(Job, "graph"), .. records];
        foreach (var (record, i) in all.Select((record, i) => (record, i)))
            Assert(await journal.AppendAsync(new JournalEntry(1, i + 1, record)));
    }

    /// <summary>Every name below the folder, with its content's hash.</summary>
    internal string Contents() => string.Join('\n', Directory.EnumerateFileSystemEntries(_root.FullName, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {(File.Exists(path) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) : "")}"));

    public void Dispose() => _root.Delete(recursive: true);

    private static void Assert(AppendResult result) => Xunit.Assert.Equal(AppendOutcome.Appended, result.Outcome);
}
