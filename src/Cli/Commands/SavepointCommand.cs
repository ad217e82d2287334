using System.CommandLine;
using ActorStream.Cli.Control;
using ActorStream.Cli.Output;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream savepoint JOB [DIR]</c>.</summary>
internal static class SavepointCommand
{
    internal static Command Create(RunningJobs jobs)
    {
        var name = ToolCommands.Job(jobs);
        var directory = new Argument<string?>("DIR")
        {
            Description = "Where to: a directory that is empty or not there yet. Default: one of its own beside the job's checkpoints.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = ToolCommands.Json();
        var command = new Command("savepoint", "Takes a savepoint of a running job, which goes on.") { name, directory, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var job = await jobs.FindAsync(parsed.GetRequiredValue(name), cancellation);
            var request = new SavepointRequest(DirectoryOf(job, parsed.GetValue(directory)));
            return await ToolCommands.AskAsync(
                parsed, job, request, parsed.GetValue(json), answer => Text((SavepointReport)answer), cancellation);
        });
        return command;
    }

    /// <summary>The one given, else a new one that says when.</summary>
    internal static string DirectoryOf(RunningJob job, string? given)
    {
        if (given is not null) return Path.GetFullPath(given);
        return Path.IsPathRooted(job.Directory)
            ? Path.Combine($"{job.Directory}-savepoints", $"{DateTime.UtcNow:yyyyMMdd-HHmmss-fff}")
            : throw new ToolException($"Job '{job.Job}' keeps its checkpoints in memory: say which directory the savepoint is to go to.");
    }

    internal static string Text(SavepointReport savepoint) =>
        $"Savepoint of "
        + $"checkpoint {savepoint.Checkpoint} in {savepoint.Directory}: {People.Bytes(savepoint.Bytes)} in {People.Milliseconds(savepoint.Milliseconds)}. "
        + $"Start from it with --from {savepoint.Directory}";
}
