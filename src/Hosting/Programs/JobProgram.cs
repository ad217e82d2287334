using ActorStream.Actors;
using ActorStream.Coordinator;
using ActorStream.Hosting.Configuration.Settings;
using ActorStream.Hosting.Jobs;
using ActorStream.Hosting.Programs;
using ActorStream.Hosting.Programs.Graph;
using ActorStream.Hosting.Services;
using ActorStream.Hosting.Terminal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorStream;

/// <summary>
/// A program that runs one job: reads its command line, shows its progress, and answers an exit code. Made by
/// <see cref="ActorStreamHost.Create"/>; used by one thread.
/// </summary>
/// <remarks>
/// <para>Every job program has the options <c>--from</c>, <c>--claim</c>, <c>--drop</c>, <c>--parallelism</c>, <c>--backend</c>,
/// <c>--checkpoint-interval</c>, <c>--checkpoints</c>, <c>--set key=value</c>, <c>--fresh</c> and <c>--help</c>, and commands that run
/// nothing: <c>check</c> (could it start from there?), <c>graph</c>, and <c>settings</c>, which prints each setting and where it came
/// from.</para>
/// <para>Exit codes: 0, the job has finished, or was stopped in order by SIGINT or SIGTERM; 1, it failed for good; 2, it could not start,
/// and nothing was changed; 3, it does not fit what it was to go on from, and nothing was changed; 130 or 143, a second SIGINT or SIGTERM
/// ended it at once.</para>
/// </remarks>
public sealed class JobProgram
{
    /// <summary>
    /// Levels of what is logged to the terminal, weaker than the application's own. The program says itself why its job did not start and
    /// how it ended, and the coordinator why it restarts; slow turns are for who looks for them.
    /// </summary>
    private static readonly Dictionary<string, string?> LogLevels = new()
    {
        ["Logging:LogLevel:Default"] = nameof(LogLevel.Warning),
        ["Logging:LogLevel:ActorStream.Actors"] = nameof(LogLevel.None),
        [$"Logging:LogLevel:{typeof(JobHostedService).FullName}"] = nameof(LogLevel.None),
        ["Logging:LogLevel:Microsoft.Extensions.Hosting"] = nameof(LogLevel.None),
    };

    private readonly string _name;
    private readonly string[] _args;
    private readonly JobTerminal _terminal;
    private readonly List<IJobOption> _options = [];
    private Func<ActorStreamSettings, ActorStreamSettings>? _settings;
    private Action<IServiceCollection>? _services;

    internal JobProgram(string name, string[] args, JobTerminal terminal)
    {
        JobDefinition.CheckName(name);
        ArgumentNullException.ThrowIfNull(args);
        (_name, _args, _terminal) = (name, args, terminal);
    }

    /// <summary>Adds an option to the command line.</summary>
    /// <param name="name">Its name, dashes included: <c>--input</c>.</param>
    /// <param name="defaultValue">Its value where the command line does not give one. A <c>bool</c> is a flag and takes no value.</param>
    /// <param name="help">What it is for, in a line.</param>
    /// <exception cref="ArgumentException">The type cannot be read from a command line, or there is such an option already.</exception>
    public JobOption<T> Option<T>(string name, T defaultValue, string help)
        where T : notnull
    {
        var option = new JobOption<T>(name, defaultValue, help);
        if (_options.Exists(other => other.Name == name))
            throw new ArgumentException($"There is an option {name} already.", nameof(name));
        _options.Add(option);
        return option;
    }

    /// <summary>Changes settings in code: stronger than files and environment, weaker than the command line.</summary>
    public JobProgram WithSettings(Func<ActorStreamSettings, ActorStreamSettings> settings)
    {
        _settings = settings;
        return this;
    }

    /// <summary>Adds services that functions of the job want.</summary>
    public JobProgram WithServices(Action<IServiceCollection> services)
    {
        _services = services;
        return this;
    }

    /// <summary>Runs the program to its end.</summary>
    /// <param name="declare">Declares the job's graph.</param>
    /// <param name="finished">Called once the job has finished and its output is committed: to print a result, say.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Action<JobBuilder> declare, Action? finished = null)
    {
        var definition = new JobDefinition(_name, declare, _settings);
        var commandLine = new JobCommandLine(_name, _options);
        try
        {
            var request = commandLine.Parse(_args);
            if (request.Print is { } print)
            {
                print(_terminal.Out);
                return ExitCode.Done;
            }

            using var host = BuildHost(definition, request.Settings);
            var settings = host.Services.GetRequiredService<SettingsSource>().Bind(definition);
            switch (request.Command)
            {
                case JobCommand.Settings:
                    return PrintSettings(settings);
                case JobCommand.Graph:
                    return PrintGraph(JobPreparation.PlanOf(definition, settings.Settings, host.Services), request.IsMermaid);
                case JobCommand.Check:
                    var job = host.Services.GetServices<IHostedService>().OfType<JobHostedService>().Single();
                    return Print(CheckReport.Of(await job.CheckAsync(request.Settings.From!, CancellationToken.None)), request.IsJson);
                default:
                    return await RunAsync(host, finished);
            }
        }
        catch (PreflightException error)
        {
            Print(CheckReport.Of(error.Report), asJson: false);
            _terminal.WriteError($"{_name} does not fit what it was to go on from; nothing was started or touched.");
            return ExitCode.Incompatible;
        }
        catch (Exception error) when (RefusalOf(error) is { } refusal)
        {
            _terminal.WriteError($"{_name}: {refusal}");
            return ExitCode.Refused;
        }
    }

    private IHost BuildHost(JobDefinition definition, CommandLineSettings commandLine)
    {
        // Settings are read once, so no file needs watching.
        var hostConfiguration = new ConfigurationManager { ["hostBuilder:reloadConfigOnChange"] = "false" };
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Configuration = hostConfiguration });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = LogLevels });
        builder.Logging.ClearProviders().AddProvider(new TerminalLoggerProvider(_terminal));
        builder.Services.AddSingleton(commandLine);
        builder.Services.AddActorStream().AddJob(definition.Name, definition.Declare, definition.Settings);
        _services?.Invoke(builder.Services);
        return builder.Build();
    }

    private async Task<int> RunAsync(IHost host, Action? finished)
    {
        using var signals = new SecondSignal(_terminal.Restore);
        var job = host.Services.GetServices<IHostedService>().OfType<JobHostedService>().Single();
        try
        {
            await host.StartAsync();
        }
        catch (OperationCanceledException)
        {
            _terminal.Out.WriteLine($"{_name} was stopped before it started.");
            return ExitCode.Done;
        }

        var shutdown = host.WaitForShutdownAsync();
        if (!job.Ended.IsCompleted)
            await _terminal.ShowAsync(_name, job.ProgressAsync, job.Ended);
        var outcome = await job.Ended;
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await shutdown;
        return Report(outcome, job, finished);
    }

    private int Report(JobOutcome outcome, JobHostedService job, Action? finished)
    {
        switch (outcome.Ended.How)
        {
            case JobEnd.Finished:
                _terminal.Out.WriteLine(JobText.Finished(_name, outcome.Last));
                finished?.Invoke();
                return ExitCode.Done;
            case JobEnd.Stopped:
                _terminal.Out.WriteLine(JobText.Stopped(_name, outcome.Last, job.Started.Prepared.Directory));
                return ExitCode.Done;
            case JobEnd.Cancelled:
                _terminal.Out.WriteLine(JobText.Cancelled(_name, job.Started.Prepared.Directory));
                return ExitCode.Done;
            case JobEnd.WasOver:
                _terminal.Out.WriteLine(JobText.WasOver(_name));
                return ExitCode.Done;
            case JobEnd.Suspended:
                _terminal.Out.WriteLine(JobText.Suspended(_name, outcome.Last));
                return ExitCode.Done;
            default:
                var where = outcome.Ended.Where is { } operators ? $" in {operators}" : "";
                _terminal.WriteError($"{_name} failed{where}: {JobText.Chain(outcome.Ended.Error!)}");
                return ExitCode.Failed;
        }
    }

    private int Print(CheckReport report, bool asJson)
    {
        if (asJson) _terminal.Out.WriteLine(ControlText.ToJson(report));
        else report.Write(_terminal.Out);
        return report.Ok ? ExitCode.Done : ExitCode.Incompatible;
    }

    private int PrintGraph(JobPlan plan, bool isMermaid)
    {
        if (isMermaid) MermaidText.Write(plan, _terminal.Out);
        else GraphText.Write(plan, _terminal.Out);
        return ExitCode.Done;
    }

    private int PrintSettings(BoundSettings<ActorStreamSettings> bound)
    {
        var width = bound.Values.Max(setting => setting.Path.Length + setting.Value.Length);
        foreach (var setting in bound.Values)
            _terminal.Out.WriteLine($"{$"{setting.Path} = {setting.Value}".PadRight(width + 3)}  # {setting.Origin}");
        return ExitCode.Done;
    }

    /// <summary>What to say of an error that means that the job cannot start; null for a bug, not to be hidden behind one line.</summary>
    private static string? RefusalOf(Exception error) => error switch
    {
        CommandLineException or SettingsException or HoconException or JobGraphException or JobNotOverException or IOException =>
            JobText.Chain(error),
        JobDeclarationException => error.Message,
        InvalidDataException => JobText.Chain(error), // appsettings.json is not JSON
        UnauthorizedAccessException => error.Message,
        _ => null,
    };
}
