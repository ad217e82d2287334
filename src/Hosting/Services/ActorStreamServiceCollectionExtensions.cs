using ActorStream.Backends.Files;
using ActorStream.Hosting.Control;
using ActorStream.Hosting.Jobs;
using ActorStream.Hosting.Services;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ActorStream;

/// <summary>Jobs as hosted services of a .NET application.</summary>
public static class ActorStreamServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine. Jobs added to the answer start and stop with the application: SIGTERM stops them in order, and they go on from
    /// their last checkpoints when the application starts again.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="settings">
    /// Changes settings of all jobs in code: stronger than files and environment, weaker than the command line.
    /// </param>
    public static ActorStreamBuilder AddActorStream(
        this IServiceCollection services, Func<ActorStreamSettings, ActorStreamSettings>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFileSystem, LocalFileSystem>();
        services.TryAddSingleton<IJobRunner, EngineRunner>();
        services.TryAddSingleton(_ => JobRegistry.OfUser());
        services.TryAddSingleton(CommandLineSettings.None);
        services.TryAddSingleton(provider => new SettingsSource(
            provider.GetRequiredService<IConfiguration>(),
            provider.GetRequiredService<IHostEnvironment>().ContentRootPath,
            provider.GetRequiredService<CommandLineSettings>(),
            provider.GetServices<CodeSettings>()));
        if (settings is not null)
            services.AddSingleton(new CodeSettings(settings));
        return new ActorStreamBuilder(services);
    }
}

/// <summary>Adds jobs to an application.</summary>
public sealed class ActorStreamBuilder
{
    internal ActorStreamBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a job that starts and stops with the application.</summary>
    /// <param name="name">
    /// Names the job for life: its checkpoints are found by it. 1 to 128 of the characters <c>A-Z a-z 0-9 . _ -</c>, a letter or digit
    /// first; unlike any other job's.
    /// </param>
    /// <param name="declare">
    /// Declares the job's graph. Called when the application starts, and again when the job is given another parallelism while it runs: it
    /// must declare the same each time.
    /// </param>
    /// <param name="settings">Changes settings of this job alone, after what <c>AddActorStream</c> was given.</param>
    /// <remarks>
    /// A job that cannot start (settings, graph, a missing input, directories in use) fails the start of the application. What happens
    /// when it fails later is the setting <see cref="ActorStreamSettings.OnFailure"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is none, or another job has it.</exception>
    public ActorStreamBuilder AddJob(
        string name, Action<JobBuilder> declare, Func<ActorStreamSettings, ActorStreamSettings>? settings = null)
    {
        var definition = new JobDefinition(name, declare, settings);
        if (Services.Any(service => service.ImplementationInstance is JobDefinition other && other.Name == name))
            throw new ArgumentException($"There is a job '{name}' already; each needs a name of its own.", nameof(name));
        Services.AddSingleton(definition);
        Services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<JobHostedService>(provider, definition));
        return this;
    }
}
