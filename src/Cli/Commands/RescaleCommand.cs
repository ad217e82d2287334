using System.CommandLine;
using ActorStream.Cli.Control;
using ActorStream.Cli.Output;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream rescale JOB --parallelism N</c>.</summary>
internal static class RescaleCommand
{
    internal static Command Create(RunningJobs jobs)
    {
        var name = ToolCommands.Job(jobs);
        var parallelism = new Option<int>("--parallelism")
            { Description = "Subtasks of each operator that sets none itself.", HelpName = "N", Required = true };
        parallelism.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024) result.AddError("--parallelism must be from 1 to 1024.");
        });
        var savepoint = new Option<string?>("--savepoint")
        {
            Description = "Where the savepoint goes that is taken before. Default: a directory of its own beside the job's checkpoints.",
            HelpName = "DIR",
        };
        var json = ToolCommands.Json();
        var command = new Command(
            "rescale",
            "Lets a running job go on with another parallelism, in its own process, after a savepoint; says how long it paused.")
            { name, parallelism, savepoint, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var job = await jobs.FindAsync(parsed.GetRequiredValue(name), cancellation);
            var request = new RescaleRequest(parsed.GetValue(parallelism), SavepointCommand.DirectoryOf(job, parsed.GetValue(savepoint)));
            return await ToolCommands.AskAsync(
                parsed, job, request, parsed.GetValue(json), answer => Text(job, (RescaleReport)answer), cancellation);
        });
        return command;
    }

    private static string Text(RunningJob job, RescaleReport report) =>
        $"{job.Job} runs with parallelism {report.Now}, before {report.Before}; it paused "
        + $"for {People.Milliseconds(report.PauseMilliseconds)}.\n"
        + $"The savepoint from before is in {report.Savepoint.Directory} ({People.Bytes(report.Savepoint.Bytes)}).";
}
