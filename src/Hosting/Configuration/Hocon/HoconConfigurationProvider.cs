using Microsoft.Extensions.Configuration;

namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>The keys of one HOCON text, and where each was written.</summary>
internal sealed class HoconConfigurationProvider(Func<HoconSource?> open) : ConfigurationProvider
{
    private readonly Dictionary<string, HoconScalar> _scalars = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where a key's value was written.</summary>
    internal HoconLocation? LocationOf(string key) => _scalars.GetValueOrDefault(key)?.Location;

    public override void Load()
    {
        _scalars.Clear();
        if (open() is { } source)
        {
            var root = HoconParser.Parse(source, includedAt: []);
            HoconResolver.Resolve(root, Environment.GetEnvironmentVariable).FlattenInto(_scalars, "");
        }

        Data = _scalars.ToDictionary(entry => entry.Key, entry => entry.Value.Text, StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>A HOCON text as a source of configuration.</summary>
/// <param name="open">Gives the text; null if it is an optional file that is not there.</param>
internal sealed class HoconConfigurationSource(Func<HoconSource?> open) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new HoconConfigurationProvider(open);
}
