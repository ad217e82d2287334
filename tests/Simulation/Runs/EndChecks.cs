using ActorStream.Backends;
using ActorStream.Backends.Files;
using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Simulation.Outside;
using ActorStream.Tests.Simulation.Swarm;

namespace ActorStream.Tests.Simulation.Runs;

/// <summary>What must hold once a job is over: its output, its journal, and what lies on the disk and in the store.</summary>
internal sealed class EndChecks(SwarmCase test, SimulatedJob job, OutsideStore store)
{
    /// <summary>The first thing that is wrong, or null.</summary>
    /// <param name="isUndisturbed">Faults lasted until the end: what they left of clean-ups may lie about.</param>
    internal string? Find(bool isUndisturbed)
    {
        var history = job.ReadHistory();
        return JournalProblem(history)
            ?? OutputProblem(history)
            ?? MissingProblem(history)
            ?? (isUndisturbed ? null : LeftOverProblem(history));
    }

    private static string? JournalProblem(JobHistory history)
    {
        if (history.Finished is null) return "I11: the job is over, and its journal does not say so";
        if (history.Finished.Cancelled) return null;
        if (history.RestorePoint is not { } last) return "I11: the job is over without a last checkpoint";
        if (history.Completed.FirstOrDefault(static completed => completed.Stop) is { } final && final != last)
            return $"I11: checkpoint {final.Checkpoint} was decided as the job's last, and {last.Checkpoint} came behind it";
        return history.CommittedThrough == last.Checkpoint ? null
            : $"I6: the job is over, checkpoint {last.Checkpoint} is its last, and only {history.CommittedThrough} is committed";
    }

    // ---- output (I1, I2)

    private string? OutputProblem(JobHistory history)
    {
        // What a cancelled job has committed is checked when another one has gone on from it.
        if (history.Finished!.Cancelled) return null;
        // A job that came to its end has read everything; one that was stopped, what its last checkpoint counts.
        var input = history.Finished!.Stopped
            ? new ReadSoFar(test, ReadManifest(history)).Items()
            : test.Sources.SelectMany(static source => source.Splits).SelectMany(static split => split);
        var expected = Expected.Of(test, input, test.Parallelism);
        foreach (var sink in test.Sinks)
        {
            var committed = sink == SinkKind.Store ? store.Committed : [.. ReadLines(SwarmJob.Output).Select(Item.Parse)];
            if (DifferenceOf(expected, committed, $"{sink}", IsPartly(history)) is { } difference) return difference;
        }

        var dead = ReadLines(Reject.DeadLetters).Select(Reject.OfLine).ToList();
        if (DifferenceOf(Expected.DeadLetters(test, input, test.Parallelism), dead, Reject.DeadLetters, IsPartly(history)) is { } lost)
            return lost;

        return test.Sinks.Contains(SinkKind.Store) ? OrderProblem() : null;
    }

    /// <summary>
    /// A stopped job has not fired the windows and timers that were still open, nor emitted answers that had not come, unless it was
    /// drained: what it committed is a part.
    /// </summary>
    private bool IsPartly(JobHistory history) => history.Finished!.Stopped && !ReadManifest(history).IsDrained
        && (test.Plain.Any(static step => step is PlainStep.Ask or PlainStep.AskAny)
            || test.Keyed.Any(static step => step.IsWindow()
                || step is KeyedStep.Timer or KeyedStep.Match or KeyedStep.Skim or KeyedStep.AskInTurn));

    private static string? DifferenceOf(List<Item> expected, IReadOnlyList<Item> committed, string sink, bool isPartly)
    {
        var difference = Difference.Of(expected, committed);
        if (isPartly) difference = difference with { Missing = [] };
        return difference.IsNone
            ? null
            : $"I1: {sink} has {committed.Count} of {expected.Count} records: {difference.Text(static item => item.ToLine())}";
    }

    /// <summary>What a keyed operator emits of a key is committed in that order, if nothing stands between it and the sink.</summary>
    private string? OrderProblem()
    {
        if (test.Keyed.Count == 0 || !SwarmCase.Numbers(test.Keyed[^1]) || test.OwnParallelism.Any(static own => own > 0)) return null;
        foreach (var key in store.Committed.GroupBy(static item => item.Stream))
        {
            var next = 0;
            foreach (var item in key)
            {
                if (item.Ordinal != next++) return $"I2: record {item.Ordinal} of key {key.Key} was committed as its number {next}";
            }
        }

        return null;
    }

    private CheckpointManifest ReadManifest(JobHistory history)
    {
        var manifests = new ManifestStore(new CheckpointStorage(job.Disk.Mount("judge"), SimulatedJob.Directory));
        return manifests.ReadAsync(history.RestorePoint!, history.Created!.Job, default).AsTask().Result;
    }

    private IEnumerable<string> ReadLines(string directory)
    {
        var files = job.Disk.Mount("judge");
        return job.Files(directory).Where(static path => !IsHidden(path)).SelectMany(path => Lines(files, path));
    }

    private static string[] Lines(IFileSystem files, string path) => System.Text.Encoding.UTF8
        .GetString(files.ReadAllAsync(path, 1 << 20, default).AsTask().Result).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsHidden(string path) => Path.GetFileName(path).StartsWith('.');

    // ---- what lies about (I6, I7)

    private string? LeftOverProblem(JobHistory history)
    {
        if (history.Finished!.Cancelled) return null;
        if (store.Pending.FirstOrDefault() is { } pending) return $"I6: transaction {pending} is left in the store";
        // A process that died between the job's end and the last clean-up leaves what it had not deleted yet, and a power failure brings
        // back names whose removal was not synced; a job that is over is not touched again.
        if (job.End!.How == JobEnd.WasOver) return null;
        if (test.Sinks.Contains(SinkKind.Files) && job.Files(SwarmJob.Output).FirstOrDefault(IsLeftOver) is { } hidden)
            return $"I6: {hidden} is left in the output";
        var retained = RetainedOf(history)
            .Select(static completed => $"{SimulatedJob.Directory}/chk-{completed.Checkpoint}-e{completed.Epoch}/").ToList();
        var built = Retained(history).SelectMany(static manifest => manifest.Files)
            .Select(static file => $"{SimulatedJob.Directory}/{file}").ToHashSet();
        var orphan = job.Files().FirstOrDefault(path =>
            !path.StartsWith($"{SimulatedJob.Directory}/journal/", StringComparison.Ordinal)
            && !retained.Exists(directory => path.StartsWith(directory, StringComparison.Ordinal)) && !built.Contains(path));
        return orphan is null ? null : $"I7: {orphan} belongs to no retained checkpoint";
    }

    /// <summary>Every file that a retained checkpoint names is there, as long as it was.</summary>
    private string? MissingProblem(JobHistory history)
    {
        var (disk, storage) = (job.Disk.Mount("judge"), new CheckpointStorage(job.Disk.Mount("judge"), SimulatedJob.Directory));
        if (RetainedOf(history).FirstOrDefault(completed => IsMissing(completed.ManifestPath)) is { } lost)
            return $"I7: the manifest of checkpoint {lost.Checkpoint} is not there, and it is retained";
        foreach (var manifest in Retained(history))
        {
            foreach (var file in manifest.Operators.SelectMany(static op => op.Subtasks).SelectMany(static part => part.Keyed)
                .SelectMany(static part => part.Files))
            {
                var length = disk.StatAsync(storage.FullPath(file.Path)).AsTask().Result?.Length;
                if (length is null || (file.IsGathered ? length < file.Offset + file.Length : length != file.Length))
                    return $"I7: {file.Path} of {manifest.Attempt} has {length?.ToString() ?? "no"} bytes, "
                        + $"not {file.Offset} + {file.Length}";
            }
        }

        return null;

        bool IsMissing(string path) => disk.StatAsync(storage.FullPath(path)).AsTask().Result is null;
    }

    /// <summary>The manifests of the retained checkpoints, those that are there.</summary>
    private IReadOnlyList<CheckpointManifest> Retained(JobHistory history)
    {
        var storage = new CheckpointStorage(job.Disk.Mount("judge"), SimulatedJob.Directory);
        return [.. RetainedOf(history)
            .Where(completed => storage.Files.StatAsync(storage.FullPath(completed.ManifestPath)).AsTask().Result is not null)
            .Select(completed => new ManifestStore(storage).ReadAsync(completed, null, default).AsTask().Result)];
    }

    /// <summary>
    /// The newest ones, those of the job before this one among them; and what it was started from, unless it claimed that.
    /// </summary>
    private IEnumerable<CheckpointCompleted> RetainedOf(JobHistory history)
    {
        var newest = history.Former.Concat(history.Completed).TakeLast(test.Settings.Checkpoint.Retained);
        return history.Origin is { IsSavepoint: false, Claim: ClaimMode.NoClaim } origin ? newest.Append(origin.Manifest) : newest;
    }

    private static bool IsLeftOver(string path) =>
        IsHidden(path) && !Path.GetFileName(path).StartsWith(".fence-", StringComparison.Ordinal) && Path.GetFileName(path) != ".job";
}
