using System.CommandLine;
using System.Text.Json;
using ActorStream.Backends.Files;
using ActorStream.Cli.Control;
using ActorStream.Cli.Output;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream checkpoints DIR</c>: what a job, or a new one, can be started from.</summary>
internal static class CheckpointsCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal static Command Create(RunningJobs jobs)
    {
        var directory = ToolCommands.JobOrDirectory(jobs, "A running job, or a job's checkpoint directory.");
        var json = ToolCommands.Json();
        var command = new Command("checkpoints", "Lists the checkpoints that a job keeps: each can be started --from.") { directory, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var path = await jobs.DirectoryAsync(parsed.GetRequiredValue(directory), cancellation);
            var kept = await JobFiles.CheckpointsAsync(new LocalFileSystem(), path, cancellation);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                var rows = kept.Select(static one => new
                {
                    one.Checkpoint, job = one.Job.ToString(), one.Epoch, one.Directory, one.Bytes, one.IsNewest, one.IsCommitted,
                    one.IsLast, one.Savepoint,
                });
                await output.WriteLineAsync(JsonSerializer.Serialize(rows, Indented));
                return ToolExitCode.Done;
            }

            var table = new TextTable(">checkpoint", ">bytes", "output", "", "directory");
            foreach (var one in kept)
                table.Add($"{one.Checkpoint}", People.Bytes(one.Bytes), one.IsCommitted ? "committed" : "", Mark(one), one.Directory)
                    .Note(SavepointOf(one));
            if (kept.Count == 0) await output.WriteLineAsync($"No checkpoint is kept in {path}.");
            else table.Write(output);
            return ToolExitCode.Done;
        });
        return command;
    }

    private static string Mark(StoredCheckpointInfo one) => one switch
    {
        { IsLast: true } => "the last",
        { IsNewest: true } => "newest",
        _ => "",
    };

    private static string? SavepointOf(StoredCheckpointInfo one) => one.Savepoint is { } savepoint ? $"savepoint of it: {savepoint}" : null;
}
