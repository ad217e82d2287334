using System.Text.Json;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Control;

/// <summary>The running jobs of this user: those that the registry has and that listen.</summary>
/// <param name="directories">The user's runtime directories.</param>
internal sealed class RunningJobs(IReadOnlyList<string> directories)
{
    /// <summary>Those that listen, by name. Entries of processes that ended without a word are removed.</summary>
    internal async Task<IReadOnlyList<RunningJob>> ListAsync(CancellationToken cancellation)
    {
        var running = new List<RunningJob>();
        foreach (var path in directories.Where(Directory.Exists).SelectMany(Entries))
        {
            if (Read(path) is not { } job) continue;
            if (await JobClient.IsListeningAsync(job.Socket, cancellation)) running.Add(job);
            else File.Delete(path);
        }

        return [.. running.OrderBy(static job => job.Job, StringComparer.Ordinal).ThenBy(static job => job.Process)];
    }

    /// <summary>The one that is meant.</summary>
    /// <param name="what">Its name, the id of its process, or its checkpoint directory.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="ToolException">There is none, or there are several; says which there are.</exception>
    internal async Task<RunningJob> FindAsync(string what, CancellationToken cancellation)
    {
        var running = await ListAsync(cancellation);
        IReadOnlyList<RunningJob> found = [.. running.Where(job => job.Job == what || $"{job.Process}" == what || IsIn(job, what))];
        if (found is [var only]) return only;
        if (found.Count > 1)
            throw new ToolException(
                $"'{what}' is more than one running job: {Names(found)}. Give the process id, or the job's checkpoint directory.");

        // One of another runtime directory, or of none that can be used.
        var directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(what));
        var socket = ControlPaths.InJob(directory);
        if (Directory.Exists(directory) && ControlPaths.Fits(socket) && await JobClient.IsListeningAsync(socket, cancellation))
            return new RunningJob(Path.GetFileName(directory), 0, directory, socket, default);
        throw new ToolException(running.Count > 0
            ? $"No job '{what}' is running; running: {Names(running)}."
            : $"No job '{what}' is running, nor any other job of {Environment.UserName} on this machine (looked "
                + $"in {string.Join(" and ", directories)}).");
    }

    /// <summary>The directory that is meant: a directory, or that of a running job.</summary>
    /// <exception cref="ToolException">Neither.</exception>
    internal async Task<string> DirectoryAsync(string what, CancellationToken cancellation)
    {
        if (Directory.Exists(what)) return Path.GetFullPath(what);
        var running = await ListAsync(cancellation);
        if (running.All(job => job.Job != what && $"{job.Process}" != what))
        {
            throw new ToolException(
                $"There is no directory '{what}', "
                    + $"and no running job of that name{(running.Count > 0 ? $"; running: {Names(running)}" : "")}.");
        }

        var job = await FindAsync(what, cancellation);
        return Path.IsPathRooted(job.Directory)
            ? job.Directory
            : throw new ToolException(
                $"Job '{job.Job}' keeps its checkpoints in the memory of its process: there is no directory to look into.");
    }

    private static IEnumerable<string> Entries(string directory) => Directory.EnumerateFiles(directory, $"*{ControlPaths.EntrySuffix}");

    private static string Names(IEnumerable<RunningJob> jobs) =>
        string.Join(", ", jobs.Select(static job => $"{job.Job} (process {job.Process})"));

    private static bool IsIn(RunningJob job, string what)
    {
        if (!Directory.Exists(what)) return false;
        var directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(what));
        return job.Directory == directory || Path.GetDirectoryName(job.Directory) == directory;
    }

    /// <summary>Null where another tool has removed the entry just now, or it is nobody's.</summary>
    private static RunningJob? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ControlText.Default.RunningJob);
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
