using System.CommandLine;
using System.CommandLine.Completions;
using ActorStream.Backends;
using ActorStream.Cli.Control;
using ActorStream.Coordinator;

namespace ActorStream.Cli;

/// <summary>What the commands have in common.</summary>
internal static class ToolCommands
{
    /// <summary>Between two looks at rates.</summary>
    internal const int SampleMilliseconds = 500;

    /// <summary>How long a job may take to say how it is doing.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    internal static Option<bool> Json() => new("--json") { Description = "Print JSON, for programs." };

    /// <summary>A running job, completed by the shell.</summary>
    internal static Argument<string> Job(RunningJobs jobs)
    {
        var job = new Argument<string>("JOB")
            { Description = "A running job: its name, the id of its process, or its checkpoint directory." };
        job.CompletionSources.Add(_ => Names(jobs));
        return job;
    }

    /// <summary>A directory to look into, by itself or as a running job's.</summary>
    internal static Argument<string> JobOrDirectory(RunningJobs jobs, string description)
    {
        var directory = new Argument<string>("DIR") { Description = description };
        directory.CompletionSources.Add(_ => Names(jobs));
        return directory;
    }

    /// <summary>Runs a command; what cannot be done becomes one line of error.</summary>
    internal static void SetWork(this Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await work(parsed, cancellation);
            }
            catch (Exception error) when (error is ToolException or IOException or UnauthorizedAccessException or StateRestoreException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"actorstream {command.Name}: {error.Message}");
                return (error as ToolException)?.ExitCode ?? ToolExitCode.Unusable;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    $"actorstream {command.Name}: given up; what the job was told to do it does all the same.");
                return ToolExitCode.Refused;
            }
        });

    /// <summary>Asks a running job something that changes it, and prints what came of it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="job">Whom.</param>
    /// <param name="request">What.</param>
    /// <param name="asJson">Whether JSON is wanted.</param>
    /// <param name="say">The answer in words; any but a refusal.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    internal static async Task<int> AskAsync(
        ParseResult parsed, RunningJob job, ControlRequest request, bool asJson, Func<ControlAnswer, string> say,
        CancellationToken cancellation)
    {
        var answer = await JobClient.AskAsync(job, request, patience: null, cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (asJson) await output.WriteLineAsync(ControlText.ToJson(answer));
        if (answer is Refusal refusal) throw new ToolException(refusal.Why, ToolExitCode.Refused);
        if (!asJson) await output.WriteLineAsync(say(answer));
        return ToolExitCode.Done;
    }

    private static IEnumerable<CompletionItem> Names(RunningJobs jobs)
    {
        try
        {
            var running = jobs.ListAsync(CancellationToken.None).GetAwaiter().GetResult();
            return running.Select(static job => job.Job).Distinct().Select(static name => new CompletionItem(name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // A shell that completes has no use for an error.
        }
    }
}
