using System.CommandLine;
using ActorStream.Cli.Control;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream check JOB --from DIR</c>: could the program that runs the job start from there?</summary>
internal static class CheckCommand
{
    internal static Command Create(RunningJobs jobs)
    {
        var name = ToolCommands.Job(jobs);
        var from = new Option<string>("--from")
        {
            Description = "A savepoint, a directory chk-… of a job, or a job's directory (its newest checkpoint).",
            HelpName = "DIR",
            Required = true,
        };
        var drop = new Option<string[]>("--drop")
        {
            Description = "State that may be let go of; without a state, all of the operator's. May be repeated.",
            HelpName = "operator/state",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = ToolCommands.Json();
        var command = new Command(
            "check",
            "Checks whether the program that runs a job could start from a savepoint or checkpoint: exit code 0 if so, else 3.")
                { name, from, drop, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var job = await jobs.FindAsync(parsed.GetRequiredValue(name), cancellation);
            var request = new CheckRequest(Path.GetFullPath(parsed.GetRequiredValue(from)), parsed.GetValue(drop) ?? []);
            var answer = await JobClient.AskAsync(job, request, patience: null, cancellation);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) await output.WriteLineAsync(ControlText.ToJson(answer));
            if (answer is not CheckReport report)
                throw new ToolException((answer as Refusal)?.Why ?? "The job answered something else.", ToolExitCode.Refused);
            if (!parsed.GetValue(json)) report.Write(output);
            return report.Ok ? ToolExitCode.Done : ToolExitCode.Incompatible;
        });
        return command;
    }
}
