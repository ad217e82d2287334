using ActorStream.Backends;
using ActorStream.Coordinator;
using ActorStream.Hosting.Terminal;
using ActorStream.TestKit.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace ActorStream.Tests.Engine.Damage;

/// <summary>A job whose sink has one file per transaction.</summary>
public sealed class DamagedFilesTests(ITestOutputHelper output) : DamagedJobTests(output, Plain)
{
    private static readonly CrashedJob Plain = CrashedJob.Run(parallelism: 2);
}

/// <summary>A job whose sink has files in several sub-directories, of some lines each.</summary>
public sealed class DamagedBucketsTests(ITestOutputHelper output) : DamagedJobTests(output, Bucketed)
{
    private static readonly CrashedJob Bucketed = CrashedJob.Run(
        parallelism: 2, new() { MaxFileBytes = 8, Buckets = FileBuckets.By<string>(static line => $"key={line[0]}") });

    [Fact]
    public void A_transaction_had_several_files() => Assert.True(
        Crashed.Files.Keys.Count(static path => Path.GetFileName(path).StartsWith(".part", StringComparison.Ordinal)) > 2);
}

/// <summary>
/// A job is killed, one of its files is damaged, and it is started again: it refuses and names the file, or all rows come out, each once.
/// </summary>
public abstract class DamagedJobTests
{
    private readonly ITestOutputHelper _output;

    internal DamagedJobTests(ITestOutputHelper output, CrashedJob crashed) => (_output, Crashed) = (output, crashed);

    public static TheoryData<string> Damages { get; } = ["removed", "empty", "half", "less its last byte", "a byte changed", "older"];

    internal CrashedJob Crashed { get; }

    [Fact]
    public void Undamaged_files_are_gone_on_from()
    {
        var end = Crashed.RunOn(Crashed.Files);
        Assert.Equal(JobEnd.Finished, end.End!.How);
        Assert.Equal(CrashedJob.Expected.Order(), CrashedJob.CommittedLines(CrashedJob.Read(end.Disk)).Order());
        Assert.Contains(Crashed.Files.Keys, static path => path.Contains(".keyed", StringComparison.Ordinal));
        Assert.Contains(Crashed.Files.Keys, static path => Path.GetFileName(path).StartsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_file_is_refused_by_name_or_costs_nothing(string damage)
    {
        var refused = 0;
        var lastCommitted = Crashed.Files.Keys.Where(CrashedJob.IsCommitted).Max(StringComparer.Ordinal);
        foreach (var path in Crashed.Files.Keys.Order(StringComparer.Ordinal))
        {
            if (CrashedJob.IsCommitted(path) && path != lastCommitted) continue;
            if (Damaged(path, damage) is not { } files) continue;
            var end = Crashed.RunOn(files);
            AssertRefusedOrRight(end, files, path);
            _output.WriteLine($"{path}: {(end.End!.How == JobEnd.Failed ? JobText.Chain(end.End.Error!) : "goes on")}");
            if (end.End.How == JobEnd.Failed) refused++;
        }

        Assert.True(refused > 0, "no damage was refused");
    }

    /// <summary>Copies of different age in the two directories, or of parts of them.</summary>
    [Theory]
    [InlineData("/job/")]
    [InlineData("/job/journal/")]
    [InlineData("/out/")]
    [InlineData("/out/.")]
    public void Older_copy_of_a_directory_is_refused_or_costs_nothing(string directory)
    {
        var files = Crashed.Files.Where(file => !file.Key.StartsWith(directory, StringComparison.Ordinal))
            .Concat(Crashed.Older.Where(file => file.Key.StartsWith(directory, StringComparison.Ordinal)))
            .ToDictionary();
        var end = Crashed.RunOn(files);
        _output.WriteLine($"{directory}: {(end.End!.How == JobEnd.Failed ? JobText.Chain(end.End.Error!) : "goes on")}");
        AssertRefusedOrRight(end, files, directory[..4]);
    }

    private void AssertRefusedOrRight(SimulatedJob end, IReadOnlyDictionary<string, byte[]> files, string damaged)
    {
        Assert.Empty(end.RootFailures.Select(static failure => failure.Error));

        // What somebody did to rows after they were committed is that one's own affair: they are not looked at again.
        var right = CrashedJob.Expected.Except(CrashedJob.CommittedLines(Crashed.Files)).Concat(CrashedJob.CommittedLines(files)).ToList();
        var rows = CrashedJob.CommittedLines(CrashedJob.Read(end.Disk)).ToList();
        if (end.End!.How != JobEnd.Failed)
        {
            Assert.Equal(right.Order(), rows.Order());
            return;
        }

        Assert.IsNotType<InvariantViolatedException>(end.End.Error);
        Assert.Contains(Name(damaged), JobText.Chain(end.End.Error!), StringComparison.Ordinal);
        Assert.Equal(0, end.Status().Restarts);
        Assert.Empty(rows.Except(right));
        Assert.Equal(rows.Distinct().Count(), rows.Count);
    }

    /// <summary>What an error must have of a path: a journal is known by its directory.</summary>
    private static string Name(string path) =>
        path.StartsWith("/job/journal/", StringComparison.Ordinal) ? "/job" : Path.GetFileName(path).TrimStart('.');

    /// <summary>The files with one of them damaged; null where that changes nothing.</summary>
    private Dictionary<string, byte[]>? Damaged(string path, string damage)
    {
        var (files, whole) = (Crashed.Files.ToDictionary(), Crashed.Files[path]);
        if (damage == "removed")
        {
            files.Remove(path);
            return files;
        }

        files[path] = damage switch
        {
            "empty" => [],
            "half" => whole[..(whole.Length / 2)],
            "less its last byte" => whole.Length == 0 ? whole : whole[..^1],
            "a byte changed" => Changed(whole),
            _ => OlderOf(path) ?? whole,
        };
        return files[path].AsSpan().SequenceEqual(whole) ? null : files;
    }

    private static byte[] Changed(byte[] whole)
    {
        var bytes = whole.ToArray();
        if (bytes.Length > 0) bytes[bytes.Length / 2] ^= 0x10;
        return bytes;
    }

    /// <summary>An earlier content of the file, or another file of its kind from an earlier checkpoint.</summary>
    private byte[]? OlderOf(string path)
    {
        if (Crashed.Older.TryGetValue(path, out var older) && !older.AsSpan().SequenceEqual(Crashed.Files[path])) return older;
        var folder = Path.GetDirectoryName(path)!;
        return Crashed.Older.Concat(Crashed.Files)
            .Where(other => Path.GetDirectoryName(other.Key) != folder && Path.GetFileName(other.Key) == Path.GetFileName(path))
            .Select(static other => other.Value).FirstOrDefault();
    }
}
