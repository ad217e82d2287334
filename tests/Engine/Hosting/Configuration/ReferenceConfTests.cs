using ActorStream.Hosting.Configuration.Settings;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Configuration;

public sealed class ReferenceConfTests
{
    private static readonly SettingCatalogue Catalogue = new(typeof(ActorStreamSettings));

    [Fact]
    public void Each_key_is_bound()
    {
        var unbound = SettingLayers.Reference().Entries.Where(entry => Catalogue.Find(entry.Path) is null);
        Assert.Empty(unbound.Select(entry => entry.Path));
    }

    [Fact]
    public void Each_setting_has_a_key_in_its_own_spelling()
    {
        var keys = SettingLayers.Reference().Entries.Select(entry => entry.Path.Replace(':', '.'));
        Assert.Equal(Catalogue.Definitions.Select(definition => definition.Path).Order(), keys.Order());
    }

    [Fact]
    public void Each_default_in_code_is_the_one_in_the_file()
    {
        var defaults = new ActorStreamSettings();
        var inCode = Catalogue.Definitions.Select(definition => $"{definition.Path} = {definition.Write(definition.Get(defaults))}");
        var inFile = SettingsBinder<ActorStreamSettings>.Bind(new SettingLayers([SettingLayers.Reference()], []));
        Assert.Equal(inCode, inFile.Values.Select(setting => $"{setting.Path} = {setting.Value}"));
        Assert.All(inFile.Values, setting => Assert.StartsWith("reference.conf, line ", setting.Origin));
    }

    [Fact]
    public void Each_setting_is_documented_above_its_key_with_default_and_range()
    {
        using var resource = typeof(SettingLayers).Assembly.GetManifestResourceStream("reference.conf")!;
        var lines = new StreamReader(resource).ReadToEnd().Split('\n');
        foreach (var setting in SettingsBinder<ActorStreamSettings>.Bind(new SettingLayers([SettingLayers.Reference()], [])).Values)
        {
            var line = int.Parse(setting.Origin.Split(' ', ',')[3], System.Globalization.CultureInfo.InvariantCulture);
            var above = lines[line - 2].Trim();
            Assert.Matches($@"^# Default: {System.Text.RegularExpressions.Regex.Escape(setting.Value)}\b.*\. Range: .+\.$", above);
            Assert.StartsWith("# ", lines[line - 3].Trim());
        }
    }
}
