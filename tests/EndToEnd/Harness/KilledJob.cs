using System.Text.RegularExpressions;
using Xunit;

namespace ActorStream.Tests.EndToEnd.Harness;

/// <summary>What a killed process left of the main job, and what was there some checkpoints earlier; to be copied and damaged.</summary>
public sealed partial class KilledJob : IAsyncLifetime
{
    const int CommittedFilesBetween = 3;

    readonly FlightDelaysJob _job = new() { Settings = FlightDelaysJob.OneFileEach };

    string Older => _job.Beside("older");

    public async Task InitializeAsync()
    {
        var run = _job.Start("--rate", "40000", "--checkpoint-interval", "100ms", "--parallelism", "2");
        Assert.True(await run.ComesToAsync(() => _job.CommittedFiles().Any()), run.Transcript);
        run.Stop();
        Copy(_job.Checkpoints, Path.Combine(Older, "checkpoints"));
        Copy(_job.Out, Path.Combine(Older, "out"));
        var before = _job.CommittedFiles().Count();
        run.Continue();
        // A checkpoint further as well: else what is older would be the same.
        Assert.True(
            await run.ComesToAsync(() => _job.CommittedFiles().Count() >= before + CommittedFilesBetween
                && !Directory.Exists(Path.Combine(Older, "checkpoints", "flight-delays", NewestCheckpoint(_job)))),
            run.Transcript);
        run.Kill();
        await run.EndAsync();
        Assert.True(run.ExitCode == KillMoment.KilledExitCode, run.Transcript);
    }

    public Task DisposeAsync()
    {
        _job.Delete();
        return Task.CompletedTask;
    }

    /// <summary>A job with directories of its own in the state in which the killed process left them.</summary>
    internal FlightDelaysJob NewCopy()
    {
        var copy = new FlightDelaysJob();
        Copy(_job.Checkpoints, copy.Checkpoints);
        Copy(_job.Out, copy.Out);
        return copy;
    }

    /// <summary>Path of a file of a copy: of the journal, or of the newest checkpoint.</summary>
    internal static string Find(FlightDelaysJob copy, string kind)
    {
        var newest = Path.Combine(copy.Checkpoints, "flight-delays", NewestCheckpoint(copy));
        return kind switch
        {
            "journal" => Journal(copy),
            "manifest" => Path.Combine(newest, "manifest.json"),
            "state" => Path.Combine(newest, "1.0-0.keyed"),
            "mark" => Path.Combine(newest, "decided"),
            "fence" => Directory.GetFiles(copy.Out, ".fence-*").Single(),
            _ => Path.Combine(copy.Out, ".job"),
        };
    }

    /// <summary>The bytes of the file's kind from earlier: its own, or for a checkpoint's file those of the checkpoint before.</summary>
    internal byte[] OlderBytes(FlightDelaysJob copy, string path)
    {
        var same = Path.Combine(Older, Path.GetRelativePath(copy.Root, path));
        if (File.Exists(same))
            return File.ReadAllBytes(same);
        var checkpoints = Directory.GetDirectories(Path.Combine(Older, "checkpoints", "flight-delays"), "chk-*");
        return File.ReadAllBytes(checkpoints.Select(checkpoint => Path.Combine(checkpoint, Path.GetFileName(path))).First(File.Exists));
    }

    /// <summary>Puts the older copy of the checkpoint directory in place of a copy's.</summary>
    internal void TakeCheckpointsBack(FlightDelaysJob copy)
    {
        Directory.Delete(copy.Checkpoints, recursive: true);
        Copy(Path.Combine(Older, "checkpoints"), copy.Checkpoints);
    }

    static string Journal(FlightDelaysJob job) =>
        Directory.GetFiles(Path.Combine(job.Checkpoints, "flight-delays", "journal")).Order(StringComparer.Ordinal).Last();

    /// <summary>Name of the directory of the newest checkpoint that the journal says is complete.</summary>
    static string NewestCheckpoint(FlightDelaysJob job) =>
        Decision().Matches(File.ReadAllText(Journal(job))).Last().Groups["attempt"].Value;

    static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            // A lock cannot be read while the process holds it, and says nothing afterwards; a socket never can.
            if (Path.GetFileName(file) == "control.sock")
                continue;
            if (Path.GetFileName(file) == ".lock")
                File.WriteAllText(copy, "");
            else
                File.Copy(file, copy);
        }
    }

    [GeneratedRegex("\"checkpoint-completed\".*\"manifest\":\"(?<attempt>[^/]*)/")]
    private static partial Regex Decision();
}
