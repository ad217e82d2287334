using System.CommandLine;
using ActorStream.Cli.Control;
using ActorStream.Cli.Output;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream status JOB</c>: what each subtask does, and what holds it up.</summary>
internal static class StatusCommand
{
    internal static Command Create(RunningJobs jobs)
    {
        var name = ToolCommands.Job(jobs);
        var json = ToolCommands.Json();
        var command = new Command(
            "status", "Shows what a running job does: subtasks, how busy they are, what holds them up, event time, checkpoints.")
                { name, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var job = await jobs.FindAsync(parsed.GetRequiredValue(name), cancellation);
            var answer =
                await JobClient.AskAsync(job, new StatusRequest(ToolCommands.SampleMilliseconds), ToolCommands.Patience, cancellation);
            if (answer is not JobReport report)
                throw new ToolException((answer as Refusal)?.Why ?? "The job answered something else.", ToolExitCode.Refused);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) await output.WriteLineAsync(ControlText.ToJson(report));
            else StatusText.Write(report, DateTimeOffset.UtcNow, output);
            return ToolExitCode.Done;
        });
        return command;
    }
}
