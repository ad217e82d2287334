using ActorStream.Hosting.Configuration.Hocon;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace ActorStream.Hosting.Configuration.Settings;

/// <summary>One key as a source of settings has it.</summary>
/// <param name="Path">Key relative to the project's section, as spelled, with ':' between names.</param>
/// <param name="Text">The value; null for an explicit null.</param>
/// <param name="Origin">Where it was set, in words.</param>
internal sealed record SettingEntry(string Path, string? Text, string Origin);

/// <summary>All keys that one source has in the project's section.</summary>
internal sealed record SettingLayer(IReadOnlyList<SettingEntry> Entries)
{
    /// <summary>The section's canonical name: <c>ActorStream</c>, <c>actorstream</c> and <c>actor-stream</c> are the same.</summary>
    private const string Section = "actorstream";

    internal static SettingLayer Of(IConfigurationProvider provider)
    {
        var entries = new List<SettingEntry>();
        foreach (var section in Children(provider, null).Where(name => SettingKey.Canonical(name) == Section))
            Collect(provider, section, section, entries);
        return new SettingLayer(entries);
    }

    private static void Collect(IConfigurationProvider provider, string section, string path, List<SettingEntry> entries)
    {
        foreach (var name in Children(provider, path))
        {
            var key = $"{path}:{name}";
            if (provider.TryGet(key, out var text))
                entries.Add(new SettingEntry(key[(section.Length + 1)..], text, Origin(provider, key)));
            Collect(provider, section, key, entries);
        }
    }

    private static IEnumerable<string> Children(IConfigurationProvider provider, string? path) =>
        provider.GetChildKeys([], path).Distinct(StringComparer.OrdinalIgnoreCase);

    private static string Origin(IConfigurationProvider provider, string key) => provider switch
    {
        HoconConfigurationProvider hocon => hocon.LocationOf(key)?.ToString() ?? "HOCON",
        FileConfigurationProvider file => file.Source.Path ?? "a file",
        EnvironmentVariablesConfigurationProvider =>
            $"environment variable {key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()}",
        CommandLineConfigurationProvider => "command line",
        ChainedConfigurationProvider => "the application's configuration",
        _ => provider.ToString() ?? provider.GetType().Name,
    };
}
