using System.CommandLine;
using System.Text.Json;
using ActorStream.Backends.Files;
using ActorStream.Cli.Control;
using ActorStream.Cli.Output;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream gc DIR --dry-run</c>: files that no checkpoint reaches.</summary>
internal static class GcCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal static Command Create(RunningJobs jobs)
    {
        var directory = ToolCommands.JobOrDirectory(jobs, "A running job, or a job's checkpoint directory.");
        var dryRun = new Option<bool>("--dry-run")
        {
            Description =
                "Only list them. The tool never deletes: a job deletes what it does not need, and what a crash has left is yours to judge.",
        };
        dryRun.Validators.Add(result =>
        {
            if (!result.GetValueOrDefault<bool>()) result.AddError("gc only lists: add --dry-run.");
        });
        dryRun.Required = true;
        var json = ToolCommands.Json();
        var command = new Command("gc", "Lists files in a job's checkpoint directory that no checkpoint reaches.")
            { directory, dryRun, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var path = await jobs.DirectoryAsync(parsed.GetRequiredValue(directory), cancellation);
            var unreached = await JobFiles.UnreachedAsync(new LocalFileSystem(), path, cancellation);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(
                    JsonSerializer.Serialize(unreached.Select(static file => new { file.Path, bytes = file.Length }), Indented));
                return ToolExitCode.Done;
            }

            if (unreached.Count > 0)
            {
                var table = new TextTable(">bytes", "file");
                foreach (var file in unreached) table.Add(People.Bytes(file.Length), file.Path);
                table.Write(output);
            }

            var files = unreached.Count == 1 ? "1 file" : $"{unreached.Count} files";
            var bytes = People.Bytes(unreached.Sum(static file => file.Length));
            await output.WriteLineAsync($"{files} that no checkpoint in {path} reaches, {bytes} in all. Nothing was deleted.");
            return ToolExitCode.Done;
        });
        return command;
    }
}
