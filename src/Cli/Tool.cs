using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using ActorStream.Cli.Commands;
using ActorStream.Cli.Control;

namespace ActorStream.Cli;

/// <summary>The tool <c>actorstream</c>: its commands.</summary>
internal static class Tool
{
    /// <param name="runtimeDirectories">Where running jobs of the user are written down.</param>
    private static RootCommand Create(IReadOnlyList<string> runtimeDirectories)
    {
        var jobs = new RunningJobs(runtimeDirectories);
        var root = new RootCommand("Operates ActorStream jobs that run on this machine, and looks into their checkpoints and savepoints.")
        {
            ListCommand.Create(jobs),
            StatusCommand.Create(jobs),
            SavepointCommand.Create(jobs),
            StopCommand.Create(jobs),
            CancelCommand.Create(jobs),
            RescaleCommand.Create(jobs),
            ResumeCommand.Create(jobs),
            CheckCommand.Create(jobs),
            CheckpointsCommand.Create(jobs),
            StateCommand.Create(jobs),
            GcCommand.Create(jobs),
            CompletionCommand.Create(),
        };
        // A shell that completes would offer -?, /? and /h as well.
        var help = root.Options.OfType<HelpOption>().Single();
        help.Aliases.Clear();
        help.Aliases.Add("-h");
        return root;
    }

    /// <summary>Runs one command; answers a <see cref="ToolExitCode"/>.</summary>
    internal static Task<int> RunAsync(IReadOnlyList<string> runtimeDirectories, string[] args, InvocationConfiguration to)
    {
        var parsed = Create(runtimeDirectories).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Action is not ParseErrorAction) return parsed.InvokeAsync(to);

        // Its own way is to print all of the help behind the error, and to end with 1.
        // Of a word that is no command it says that a command is missing, too.
        var errors = parsed.UnmatchedTokens.Count > 0 ? parsed.Errors.TakeLast(1) : parsed.Errors;
        foreach (var error in errors) to.Error.WriteLine($"actorstream: {error.Message}");
        var path = string.Join(' ', Commands(parsed.CommandResult).Reverse());
        to.Error.WriteLine($"{path} --help says how it is used.");
        return Task.FromResult(ToolExitCode.Unusable);
    }

    /// <summary>Names of a command and those that it belongs to.</summary>
    private static IEnumerable<string> Commands(CommandResult result)
    {
        for (var command = result; command is not null; command = command.Parent as CommandResult)
            yield return command.Parent is null ? "actorstream" : command.Command.Name;
    }
}
