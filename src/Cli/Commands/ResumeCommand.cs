using System.CommandLine;
using ActorStream.Cli.Control;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream resume JOB</c>: goes on where an operator's error policy has suspended a job.</summary>
internal static class ResumeCommand
{
    internal static Command Create(RunningJobs jobs)
    {
        var name = ToolCommands.Job(jobs);
        var json = ToolCommands.Json();
        var command = new Command("resume", "Lets a job go on that an operator has suspended at a record, from its last checkpoint.")
            { name, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var job = await jobs.FindAsync(parsed.GetRequiredValue(name), cancellation);
            return await ToolCommands.AskAsync(
                parsed, job, new ResumeRequest(), parsed.GetValue(json), _ => $"{job.Job} goes on from its last checkpoint.", cancellation);
        });
        return command;
    }
}
