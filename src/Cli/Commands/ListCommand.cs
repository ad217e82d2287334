using System.CommandLine;
using ActorStream.Cli.Control;
using ActorStream.Cli.Output;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream list</c>: the jobs that run on this machine.</summary>
internal static class ListCommand
{
    internal static Command Create(RunningJobs jobs)
    {
        var json = ToolCommands.Json();
        var command = new Command("list", "Lists the jobs of yours that run on this machine.") { json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var running = await jobs.ListAsync(cancellation);
            var answers = await Task.WhenAll(running.Select(job => AskAsync(job, cancellation)));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(ControlText.ToJson([.. answers.OfType<JobReport>()]));
                return ToolExitCode.Done;
            }

            if (running.Count == 0)
            {
                await output.WriteLineAsync($"No job of {Environment.UserName} is running on this machine.");
                return ToolExitCode.Done;
            }

            var table = new TextTable("job", ">process", "state", ">for", ">parallelism", ">checkpoint", "directory");
            foreach (var (job, answer) in running.Zip(answers))
            {
                var report = answer as JobReport;
                table.Add(
                    job.Job,
                    $"{job.Process}",
                    report?.State ?? "does not answer",
                    People.Span(DateTimeOffset.UtcNow - job.StartedAt),
                    $"{report?.Parallelism}",
                    report is { Checkpoints: var rounds } ? $"{rounds.Last?.Checkpoint ?? rounds.CommittedThrough}" : "",
                    job.Directory);
            }

            table.Write(output);
            return ToolExitCode.Done;
        });
        return command;
    }

    /// <summary>A job that does not answer must not keep the others from being listed.</summary>
    private static async Task<ControlAnswer> AskAsync(RunningJob job, CancellationToken cancellation)
    {
        try
        {
            return await JobClient.AskAsync(job, new StatusRequest(0), TimeSpan.FromSeconds(2), cancellation);
        }
        catch (ToolException error)
        {
            return new Refusal(error.Message);
        }
    }
}
