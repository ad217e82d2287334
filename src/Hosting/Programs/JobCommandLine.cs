using System.CommandLine;
using ActorStream.Coordinator;
using ActorStream.Hosting.Configuration.Settings;
using ActorStream.Hosting.Services;

namespace ActorStream.Hosting.Programs;

/// <summary>The command line of a job program: the author's options, those that every job has, and the commands.</summary>
internal sealed class JobCommandLine
{
    private readonly RootCommand _root;
    private readonly Command _settingsCommand = new("settings", "Print each setting, its value and where that came from; run nothing.");
    private readonly Command _graphCommand = new("graph", "Print the job's graph: operators, chains, state; run nothing.");
    private readonly Command _checkCommand = new(
        "check", "Check whether the job could start --from a savepoint or checkpoint: exit code 0 if so, else 3; run nothing.");
    private readonly IReadOnlyList<IJobOption> _options;
    private readonly Option<bool> _fresh = new("--fresh")
    {
        Description = "Discard this job's own checkpoints and output first, and start over.",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "Start a new job from a savepoint, or from a retained checkpoint of this or another job.",
        HelpName = "directory",
    };

    private readonly Option<bool> _claim = new("--claim")
    {
        Description = "Take the files of --from over: they are deleted once the job does not need them any more.",
    };

    private readonly Option<string[]> _drop = new("--drop")
    {
        Description =
            "Let go of state that the program has no use for any more; without a state, of all of the operator's. May be repeated.",
        HelpName = "operator/state",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _mermaid = new("--mermaid") { Description = "As a Mermaid flow chart." };

    private readonly Option<bool> _json = new("--json") { Description = "As JSON, for programs." };

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
        (new("--backend") { Description = "Where keyed state lives.", HelpName = "heap|rocksdb" }, "state:backend"),
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
        foreach (var option in (Option[])[_fresh, _from, _claim, _drop])
            Add(option);
        _graphCommand.Add(_mermaid);
        _checkCommand.Add(_json);

        // Help and version bring actions of their own; that of these says only that none of those was asked for.
        _root.SetAction(_ => ExitCode.Done);
        foreach (var command in (Command[])[_checkCommand, _graphCommand, _settingsCommand])
        {
            command.SetAction(_ => ExitCode.Done);
            _root.Add(command);
        }
    }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="CommandLineException">They cannot be used; names all that is wrong.</exception>
    internal JobRequest Parse(string[] args)
    {
        var parsed = _root.Parse(args, new ParserConfiguration { EnablePosixBundling = false });
        if (parsed.Errors.Count > 0)
            throw new CommandLineException(parsed.Errors.Select(error => error.Message));
        var command = parsed.CommandResult.Command;
        if (parsed.Action != command.Action)
        {
            void Print(TextWriter output) => parsed.Invoke(new InvocationConfiguration { Output = output });
            return new JobRequest(JobCommand.Print, CommandLineSettings.None) { Print = Print };
        }

        var problems = _options.Select(option => option.Read(parsed)).OfType<string>().Concat(Contradictions(parsed, command)).ToList();
        if (problems.Count > 0)
            throw new CommandLineException(problems);
        var settings = new CommandLineSettings(new SettingLayer([.. Entries(parsed)]), parsed.GetValue(_fresh))
        {
            From = parsed.GetValue(_from) is { } from
                ? new RestoreSource(Path.GetFullPath(from), parsed.GetValue(_claim) ? ClaimMode.Claim : ClaimMode.NoClaim, Drop(parsed))
                : null,
            Drop = Drop(parsed),
        };
        return new JobRequest(CommandOf(command), settings) { IsMermaid = parsed.GetValue(_mermaid), IsJson = parsed.GetValue(_json) };
    }

    private JobCommand CommandOf(Command command) =>
        command == _settingsCommand ? JobCommand.Settings
        : command == _graphCommand ? JobCommand.Graph
        : command == _checkCommand ? JobCommand.Check
        : JobCommand.Run;

    private string[] Drop(ParseResult parsed) => parsed.GetValue(_drop) ?? [];

    private IEnumerable<string> Contradictions(ParseResult parsed, Command command)
    {
        var from = parsed.GetValue(_from);
        if (from is not null && parsed.GetValue(_fresh))
            yield return "--fresh starts over, --from goes on from what is there: give one of them";
        if (from is null && parsed.GetValue(_claim))
            yield return "--claim says whose the files of --from are: give --from too";
        if (from is null && command == _checkCommand)
            yield return "check needs --from: the directory of a savepoint or checkpoint";
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
        option.Recursive = true; // the commands take them too, to show what they do
        _root.Add(option);
    }
}

/// <summary>What the command line asks for.</summary>
/// <param name="Command">What to do.</param>
/// <param name="Settings">Settings it sets.</param>
internal sealed record JobRequest(JobCommand Command, CommandLineSettings Settings)
{
    /// <summary>Prints what is asked for by <see cref="JobCommand.Print"/>.</summary>
    public Action<TextWriter>? Print { get; init; }

    /// <summary>The graph for Markdown.</summary>
    public bool IsMermaid { get; init; }

    /// <summary>The check for programs.</summary>
    public bool IsJson { get; init; }
}

internal enum JobCommand
{
    Run,
    Check,
    Graph,
    Settings,

    /// <summary>Help or version.</summary>
    Print,
}

/// <summary>Arguments that cannot be used.</summary>
internal sealed class CommandLineException(IEnumerable<string> problems) : Exception(string.Join(Environment.NewLine, problems));
