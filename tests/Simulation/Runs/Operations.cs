using ActorStream.Backends.Files;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Simulation.Swarm;

namespace ActorStream.Tests.Simulation.Runs;

/// <summary>Somebody who takes savepoints of a job, ends it, and starts another from there. Asks again until it is so.</summary>
internal sealed class Operations(OperationCase operation, SimulatedJob job, Counters seen)
{
    private const string Savepoints = "/savepoints";

    /// <summary>A job whose rounds are too short for it would be stopped in vain for ever, and start over each time.</summary>
    private const int MostAsked = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);
    private readonly List<SavepointTaken> _taken = [];
    private readonly HashSet<string> _complete = [];
    private int _asked;
    private bool _isNext; // Nothing is done to the job that goes on from there.

    /// <summary>Plans what is done to the first life of the job.</summary>
    internal void Begin()
    {
        foreach (var at in operation.Takes) job.Host.After(at, () => Ask(SavepointMode.Take));
        switch (operation.End)
        {
            case OperatedEnd.Stop:
                job.Host.After(operation.EndAfter, () => AskUntilOver(SavepointMode.Stop));
                break;
            case OperatedEnd.Drain:
                job.Host.After(operation.EndAfter, () => AskUntilOver(SavepointMode.Drain));
                break;
            case OperatedEnd.Cancel:
                job.Host.After(operation.EndAfter, Cancel);
                break;
        }
    }

    /// <summary>
    /// Looks at savepoints that are complete since the last time: each must be of a checkpoint that was decided (I4); null: they are.
    /// </summary>
    internal string? Look()
    {
        if (_asked == 0) return null;
        // The disk fails for the job, not for those who look on.
        var fault = job.Disk.Fault;
        job.Disk.Fault = static _ => null;
        try
        {
            return Undecided(job.Disk.Mount("judge"));
        }
        finally
        {
            job.Disk.Fault = fault;
        }
    }

    private string? Undecided(IFileSystem files)
    {
        foreach (var directory in files.ListAsync(Savepoints).AsTask().Result.Select(static entry => entry.Path)
            .Where(path => !_complete.Contains(path)))
        {
            if (files.StatAsync($"{directory}/savepoint.json").AsTask().Result is null) continue;
            _complete.Add(directory);
            var attempt = StoredCheckpoint.OpenAsync(files, directory, default).AsTask().Result.Manifest.Attempt;
            var history = JournalView.ReadAsync(files, $"{SimulatedJob.Directory}/journal", default).Result;
            if (history.CommittedThrough < attempt.Checkpoint
                || !history.Completed.Concat(history.Former).Any(one => (one.Checkpoint, one.Epoch) == (attempt.Checkpoint, attempt.Epoch)))
                return $"I4: savepoint {directory} is complete, and {attempt} was not decided and committed";
        }

        return null;
    }

    /// <summary>What must hold of the savepoints once a life of the job is over (I4, I7, I11); null: all does.</summary>
    internal string? Problem()
    {
        if (Look() is { } problem) return problem;
        var (files, history) = (job.Disk.Mount("judge"), job.ReadHistory());
        if (history.RestorePoint is { Stop: true, Savepoint: { } last }
            && files.StatAsync($"{last}/savepoint.json").AsTask().Result is null)
            return $"I11: the job was stopped with savepoint {last}, and that is not complete";
        foreach (var taken in _taken)
        {
            if (files.StatAsync($"{taken.Directory}/savepoint.json").AsTask().Result is null)
                return $"I4: {taken} was answered, and is not complete";
        }

        foreach (var directory in files.ListAsync(Savepoints).AsTask().Result.Select(static entry => entry.Path))
        {
            if (files.StatAsync($"{directory}/savepoint.json").AsTask().Result is null) continue;
            var stored = StoredCheckpoint.OpenAsync(files, directory, default).AsTask().Result;
            var attempt = stored.Manifest.Attempt;
            if (attempt.Checkpoint > history.CommittedThrough)
                return $"I4: savepoint {directory} of {attempt} is complete, and not committed";
            foreach (var file in stored.Manifest.Operators.SelectMany(static op => op.Subtasks).SelectMany(static part => part.Keyed)
                .SelectMany(static part => part.Files))
            {
                var bytes = files.StatAsync($"{directory}/{file.Path}").AsTask().Result is null ? null
                    : files.ReadAllAsync($"{directory}/{file.Path}", 1 << 24, default).AsTask().Result;
                if (bytes?.Length != file.Length || Checksum.Of(bytes) != file.Checksum)
                    return $"I7: {directory}/{file.Path} is not what {attempt} had";
            }
        }

        return null;
    }

    /// <summary>What another job can go on from, now that this one is over; null: nothing, or it is done.</summary>
    internal RestoreSource? Next()
    {
        _isNext = true;
        var history = job.ReadHistory();
        if (history is { Finished.Cancelled: true, RestorePoint: { } newest })
        {
            seen.Count("started from a checkpoint");
            return new RestoreSource($"{SimulatedJob.Directory}/chk-{newest.Checkpoint}-e{newest.Epoch}", operation.Claim, []);
        }

        if (operation.End != OperatedEnd.Stop
            || history is not { Finished.Stopped: true, IsStopRequested: false, RestorePoint.Savepoint: { } savepoint }) return null;
        seen.Count("started from a savepoint");
        _taken.Clear();
        if (!operation.IsAlone) return new RestoreSource(savepoint, operation.Claim, []);
        var files = job.Disk.Mount("user");
        const string moved = "/moved/savepoint";
        foreach (var path in job.Files(savepoint))
        {
            var target = moved + path[savepoint.Length..];
            files.CreateDirectoryAsync(Path.GetDirectoryName(target)!).AsTask().Wait();
            files.RenameAsync(path, target).AsTask().Wait();
            files.SyncDirectoryAsync(Path.GetDirectoryName(target)!).AsTask().Wait();
        }

        files.DeleteDirectoryAsync(savepoint).AsTask().Wait();
        files.SyncDirectoryAsync(Savepoints).AsTask().Wait();
        files.DeleteDirectoryAsync(SimulatedJob.Directory).AsTask().Wait();
        files.SyncDirectoryAsync("/").AsTask().Wait();
        return new RestoreSource(moved, operation.Claim, []);
    }

    private void AskUntilOver(SavepointMode mode)
    {
        if (_isNext || job.IsOver || _asked > MostAsked) return;
        Ask(mode);
        job.Host.After(Patience, () => AskUntilOver(mode));
    }

    private void Ask(SavepointMode mode) => job.Ask(new TriggerSavepoint($"{Savepoints}/{++_asked}", mode), answer =>
    {
        seen.Count(answer is SavepointTaken ? $"savepoint: {mode}" : "savepoint: refused");
        if (answer is SavepointTaken taken) _taken.Add(taken);
    });

    private void Cancel()
    {
        if (_isNext || job.IsOver) return;
        job.Coordinator?.Tell(new CancelJob());
        job.Host.After(Patience, Cancel);
    }
}
