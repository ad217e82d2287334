using ActorStream.Hosting.Configuration.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Configuration;

public sealed class SettingLayersTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("settings");

    [Fact]
    public void Each_source_hides_the_weaker_ones()
    {
        File.WriteAllText(
            Path.Combine(_directory.FullName, "appsettings.json"),
            """
            { "ActorStream": { "Checkpoint":
              { "Interval": "1s", "MinPause": "1s", "Timeout": "1s", "Retained": 11, "max-concurrent": 2 } } }
            """);
        File.WriteAllText(
            Path.Combine(_directory.FullName, "application.conf"),
            "actorstream.checkpoint { min-pause = 2s, timeout = 2s, retained = 12, max-concurrent = 3 }");
        Environment.SetEnvironmentVariable("LAYERTEST_ACTORSTREAM__CHECKPOINT__TIMEOUT", "3s");
        Environment.SetEnvironmentVariable("LAYERTEST_ACTORSTREAM__CHECKPOINT__RETAINED", "13");
        Environment.SetEnvironmentVariable("LAYERTEST_ACTORSTREAM__CHECKPOINT__MAX_CONCURRENT", "4");
        var configuration = new ConfigurationBuilder()
            .SetBasePath(_directory.FullName)
            .AddCommandLine(["--ActorStream:Checkpoint:MaxConcurrent=6"]) // first here, and still the strongest
            .AddEnvironmentVariables("LAYERTEST_")
            .AddJsonFile("appsettings.json")
            .Build();

        var bound = SettingsBinder<ActorStreamSettings>.Bind(
            SettingLayers.OfApplication(configuration, _directory.FullName),
            settings => settings with { Checkpoint = settings.Checkpoint with { Retained = 14, MaxConcurrent = 5 } });

        var applicationConf = Path.Combine(_directory.FullName, "application.conf");
        Assert.Equal("checkpoints from reference.conf", Describe(bound, "checkpoint.directory"));
        Assert.Equal("1s from appsettings.json", Describe(bound, "checkpoint.interval"));
        Assert.Equal($"2s from {applicationConf}", Describe(bound, "checkpoint.min-pause"));
        Assert.Equal("3s from environment variable ACTORSTREAM__CHECKPOINT__TIMEOUT", Describe(bound, "checkpoint.timeout"));
        Assert.Equal("14 from code", Describe(bound, "checkpoint.retained"));
        Assert.Equal("6 from command line", Describe(bound, "checkpoint.max-concurrent"));
    }

    [Fact]
    public void Unknown_key_in_our_section_of_any_source_is_an_error()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ActorStream:Paralelism"] = "2", ["Logging:LogLevel"] = "x" })
            .Build();
        var error = Assert.Throws<SettingsException>(
            () => SettingsBinder<ActorStreamSettings>.Bind(SettingLayers.OfApplication(configuration, _directory.FullName)));
        Assert.StartsWith("Paralelism is no setting; the nearest is parallelism (set in ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ActorStream")]
    [InlineData("actorstream")]
    [InlineData("actor-stream")]
    [InlineData("ACTOR_STREAM")]
    public void Section_is_found_in_every_spelling(string section)
    {
        var configuration = new ConfigurationBuilder().AddHoconText($"{section}.parallelism = 5").Build();
        var bound = SettingsBinder<ActorStreamSettings>.Bind(SettingLayers.OfApplication(configuration, _directory.FullName));
        Assert.Equal(5, bound.Settings.Parallelism);
    }

    [Fact]
    public void Rules_between_settings_name_their_group()
    {
        var configuration = new ConfigurationBuilder().AddHoconText("actorstream.restart.max-delay = 1ms").Build();
        var error = Assert.Throws<SettingsException>(
            () => SettingsBinder<ActorStreamSettings>.Bind(SettingLayers.OfApplication(configuration, _directory.FullName)));
        Assert.Equal("restart.max-delay is 1ms, below delay (200ms)", error.Message);
    }

    private static string Describe(BoundSettings<ActorStreamSettings> bound, string path)
    {
        var setting = bound.Values.Single(value => value.Path == path);
        return $"{setting.Value} from {setting.Origin.Split(", line")[0]}";
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
