using System.CommandLine;
using ActorStream.Hosting.Configuration.Settings;
using ActorStream.Hosting.Services;

namespace ActorStream.Hosting.Programs;

/// <summary>The command line of a job program: the author's options, those that every job has, and the commands.</summary>
internal sealed class JobCommandLine
{
    private readonly RootCommand _root;
    private readonly Command _settingsCommand = new("settings", "Print each setting, its value and where that came from; run nothing.");
    private readonly IReadOnlyList<IJobOption> _options;
    private readonly Option<bool> _fresh = new("--fresh")
    {
        Description = "Discard this job's own checkpoints and output first, and start over.",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Set any setting, such as --set restart.strategy=none. May be repeated.",
        HelpName = "key=value",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Options that stand for a setting.</summary>
    private readonly (Option<string> Option, string Setting)[] _settings =
    [
        (new("--parallelism") { Description = "Subtasks per operator.", HelpName = "number" }, "parallelism"),
        (new("--checkpoint-interval") { Description = "Time between two checkpoints, such as 500ms; or off.", HelpName = "duration" },
            "checkpoint:interval"),
        (new("--checkpoints") { Description = "Directory of the job's checkpoints and journal.", HelpName = "directory" },
            "checkpoint:directory"),
    ];

    internal JobCommandLine(string name, IReadOnlyList<IJobOption> options)
    {
        _root = new RootCommand($"Run the job '{name}'. Killed or stopped, it goes on from its last checkpoint when it is started again.");
        _options = options;
        foreach (var option in options)
            Add(option.Symbol);
        foreach (var (option, _) in _settings)
            Add(option);
        Add(_set);
        Add(_fresh);
        _root.Add(_settingsCommand);

        // Help and version bring actions of their own; that of these two says only that none of those was asked for.
        _root.SetAction(_ => ExitCode.Done);
        _settingsCommand.SetAction(_ => ExitCode.Done);
    }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="CommandLineException">They cannot be used; names all that is wrong.</exception>
    internal JobRequest Parse(string[] args)
    {
        var parsed = _root.Parse(args, new ParserConfiguration { EnablePosixBundling = false });
        if (parsed.Errors.Count > 0)
            throw new CommandLineException(parsed.Errors.Select(error => error.Message));
        if (parsed.Action != _root.Action && parsed.Action != _settingsCommand.Action)
        {
            void Print(TextWriter output) => parsed.Invoke(new InvocationConfiguration { Output = output });
            return new JobRequest(JobCommand.Print, CommandLineSettings.None, Print);
        }

        var problems = _options.Select(option => option.Read(parsed)).OfType<string>().ToList();
        if (problems.Count > 0)
            throw new CommandLineException(problems);
        var command = parsed.CommandResult.Command == _settingsCommand ? JobCommand.Settings : JobCommand.Run;
        return new JobRequest(command, new CommandLineSettings(new SettingLayer([.. Entries(parsed)]), parsed.GetValue(_fresh)));
    }

    private IEnumerable<SettingEntry> Entries(ParseResult parsed)
    {
        foreach (var (option, setting) in _settings)
        {
            if (parsed.GetValue(option) is { } text)
                yield return new SettingEntry(setting, text, $"command line, {option.Name}");
        }

        foreach (var pair in parsed.GetValue(_set) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new CommandLineException([$"--set {pair} is not of the form key=value"]);
            yield return new SettingEntry(pair[..equals].Replace('.', ':'), pair[(equals + 1)..], $"command line, --set {pair}");
        }
    }

    private void Add(Option option)
    {
        if (_root.Options.Any(other => other.Name == option.Name))
            throw new ArgumentException($"There is an option {option.Name} already.");
        option.Recursive = true; // the settings command takes them too, to show what they do
        _root.Add(option);
    }
}

/// <summary>What the command line asks for.</summary>
/// <param name="Command">What to do.</param>
/// <param name="Settings">Settings it sets.</param>
/// <param name="Print">Prints what is asked for by <see cref="JobCommand.Print"/>.</param>
internal sealed record JobRequest(JobCommand Command, CommandLineSettings Settings, Action<TextWriter>? Print = null);

internal enum JobCommand
{
    Run,
    Settings,

    /// <summary>Help or version.</summary>
    Print,
}

/// <summary>Arguments that cannot be used.</summary>
internal sealed class CommandLineException(IEnumerable<string> problems) : Exception(string.Join(Environment.NewLine, problems));
