using ActorStream.Hosting.Configuration.Hocon;
using Microsoft.Extensions.Configuration;

namespace ActorStream;

/// <summary>HOCON texts as sources of configuration.</summary>
public static class HoconConfigurationExtensions
{
    /// <summary>Adds the keys of a HOCON file; <c>a.b</c> in it is the configuration key <c>a:b</c>.</summary>
    /// <param name="builder">What to add to.</param>
    /// <param name="path">The file, relative to the working directory. Includes are relative to the file that has them.</param>
    /// <param name="optional">Whether a missing file counts as empty. Default: no.</param>
    /// <exception cref="HoconException">The file is not HOCON; thrown where the configuration is built, as the next one is.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, and it is not optional.</exception>
    public static IConfigurationBuilder AddHoconFile(this IConfigurationBuilder builder, string path, bool optional = false) =>
        builder.Add(new HoconConfigurationSource(() => optional && !File.Exists(path) ? null : HoconSource.OfFile(path)));

    /// <summary>Adds the keys of a HOCON text.</summary>
    /// <param name="builder">What to add to.</param>
    /// <param name="text">The text. Its includes are relative to the working directory.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="HoconException">The text is not HOCON; thrown where the configuration is built.</exception>
    public static IConfigurationBuilder AddHoconText(this IConfigurationBuilder builder, string text, string name = "HOCON text") =>
        builder.Add(new HoconConfigurationSource(() => HoconSource.OfText(name, text)));
}
