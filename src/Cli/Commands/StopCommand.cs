using System.CommandLine;
using ActorStream.Cli.Control;
using ActorStream.Cli.Output;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream stop JOB</c>: ends a job in order.</summary>
internal static class StopCommand
{
    internal static Command Create(RunningJobs jobs)
    {
        var name = ToolCommands.Job(jobs);
        var savepoint = new Option<string?>("--savepoint")
        {
            Description =
                "Take a savepoint with it: to DIR, which is empty or not there yet, or to a new directory beside the job's checkpoints.",
            HelpName = "DIR",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var drain = new Option<bool>("--drain")
        {
            Description = "Send the last watermark first, so that all windows fire: for a job that is not to go on with the same input.",
        };
        var json = ToolCommands.Json();
        var command = new Command(
            "stop",
            "Ends a running job in order: its sources stop at a last checkpoint, and all before that is committed.")
                { name, savepoint, drain, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var job = await jobs.FindAsync(parsed.GetRequiredValue(name), cancellation);
            var target = parsed.GetResult(savepoint) is null ? null : SavepointCommand.DirectoryOf(job, parsed.GetValue(savepoint));
            var request = new StopRequest(target, parsed.GetValue(drain));
            return await ToolCommands.AskAsync(
                parsed, job, request, parsed.GetValue(json), answer => Text(job, (EndReport)answer), cancellation);
        });
        return command;
    }

    internal static string Text(RunningJob job, EndReport end)
    {
        var text = $"{job.Job} is {end.How} at "
            + $"checkpoint {end.Checkpoint}, after {People.Number(end.Records)} records in its last process.";
        return end.Savepoint is { } savepoint
            ? $"{text}\n{SavepointCommand.Text(savepoint)}"
            : $"{text} Start from there with --from {job.Directory}";
    }
}
