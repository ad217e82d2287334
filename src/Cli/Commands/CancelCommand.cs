using System.CommandLine;
using ActorStream.Cli.Control;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream cancel JOB</c>: ends a job at once.</summary>
internal static class CancelCommand
{
    internal static Command Create(RunningJobs jobs)
    {
        var name = ToolCommands.Job(jobs);
        var json = ToolCommands.Json();
        var command = new Command(
            "cancel",
            "Ends a running job at once: nothing more is committed. It keeps the checkpoints that checkpoint.retain-on-cancel says.")
            { name, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var job = await jobs.FindAsync(parsed.GetRequiredValue(name), cancellation);
            return await ToolCommands.AskAsync(
                parsed, job, new CancelRequest(), parsed.GetValue(json), answer => StopCommand.Text(job, (EndReport)answer), cancellation);
        });
        return command;
    }
}
