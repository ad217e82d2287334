using ActorStream.Hosting.Configuration.Hocon;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace ActorStream.Hosting.Configuration.Settings;

/// <summary>The sources of settings in the order of their weight.</summary>
/// <param name="BelowCode">Weaker than what code sets, weakest first.</param>
/// <param name="AboveCode">Stronger than what code sets, weakest first.</param>
internal sealed record SettingLayers(IReadOnlyList<SettingLayer> BelowCode, IReadOnlyList<SettingLayer> AboveCode)
{
    /// <summary>The settings every installation starts from; documented in <c>hocon/reference.conf</c>.</summary>
    internal static SettingLayer Reference()
    {
        using var resource = typeof(SettingLayers).Assembly.GetManifestResourceStream("reference.conf")
            ?? throw new InvalidOperationException("The resource reference.conf is not in the hosting assembly.");
        using var reader = new StreamReader(resource);
        return Load(HoconSource.OfText("reference.conf", reader.ReadToEnd()));
    }

    /// <summary>
    /// The sources of an application: reference.conf, what the application configured (appsettings.json first of all), application.conf
    /// beside it, the environment; above code, the command line.
    /// </summary>
    /// <param name="configuration">The application's own configuration.</param>
    /// <param name="contentRoot">Where application.conf may be; the directory of appsettings.json.</param>
    internal static SettingLayers OfApplication(IConfiguration configuration, string contentRoot)
    {
        var providers = Providers(configuration).ToList();
        var applicationConf = Path.Combine(contentRoot, "application.conf");
        return new SettingLayers(
            BelowCode:
            [
                Reference(),
                .. providers.Where(provider => !IsEnvironment(provider) && !IsCommandLine(provider)).Select(SettingLayer.Of),
                .. File.Exists(applicationConf) ? new[] { Load(HoconSource.OfFile(applicationConf)) } : [],
                .. providers.Where(IsEnvironment).Select(SettingLayer.Of),
            ],
            AboveCode: [.. providers.Where(IsCommandLine).Select(SettingLayer.Of)]);
    }

    private static SettingLayer Load(HoconSource source)
    {
        var provider = new HoconConfigurationProvider(() => source);
        provider.Load();
        return SettingLayer.Of(provider);
    }

    /// <summary>The providers behind a configuration, weakest first, those of configurations chained into it among them.</summary>
    private static IEnumerable<IConfigurationProvider> Providers(IConfiguration configuration)
    {
        if (configuration is not IConfigurationRoot root)
            return [new ChainedConfigurationProvider(new ChainedConfigurationSource { Configuration = configuration })];
        return root.Providers.SelectMany(provider => provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner }
            ? Providers(inner)
            : [provider]);
    }

    private static bool IsEnvironment(IConfigurationProvider provider) => provider is EnvironmentVariablesConfigurationProvider;

    private static bool IsCommandLine(IConfigurationProvider provider) => provider is CommandLineConfigurationProvider;
}
