using ActorStream.Hosting.Configuration.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Configuration;

public sealed class SettingsBinderTests
{
    [Fact]
    public void Every_kind_of_value_is_bound()
    {
        var settings = Bind("""
            count = 3, ratio = 0.5, is-on = true, name = one two, wait-time = 1.5s, most = 2KiB, mode = very-fast
            nodes = [a, b], ports = [1, 2], inner { at-least = 7, limit = 10s }
            """).Settings;
        Assert.Equal((3, 0.5, true, "one two"), (settings.Count, settings.Ratio, settings.IsOn, settings.Name));
        Assert.Equal((TimeSpan.FromSeconds(1.5), ByteSize.KiB(2), Mode.VeryFast), (settings.WaitTime, settings.Most, settings.Mode));
        Assert.Equal(["a", "b"], settings.Nodes);
        Assert.Equal([1, 2], settings.Ports);
        Assert.Equal((7, TimeSpan.FromSeconds(10)), (settings.Inner.AtLeast, settings.Inner.Limit));
    }

    [Fact]
    public void Off_and_null_stand_for_nothing_where_that_is_allowed()
    {
        Assert.Null(Bind("inner.limit = 5s, inner.limit = off").Settings.Inner.Limit);
        Assert.Null(Bind("inner.limit = 5s", "inner.limit = null").Settings.Inner.Limit);
        Assert.Equal("count is 'off' and must be a whole number, from 1 to 10 (set in layer 1, line 1, column 23)", Problem("count = off"));
    }

    [Fact]
    public void Unknown_key_names_the_nearest_one_and_its_place()
    {
        Assert.Equal("wait-tme is no setting; the nearest is wait-time (set in layer 1, line 1, column 26)", Problem("wait-tme = 5s"));
        Assert.Equal("limit is no setting; the nearest is inner.limit (set in layer 1, line 1, column 23)", Problem("limit = 5s"));
        Assert.Equal("inner.count is no setting; the nearest is count (set in layer 1, line 1, column 29)", Problem("inner.count = 5"));
    }

    [Fact]
    public void Value_out_of_range_or_of_another_kind_says_what_may_stand_there()
    {
        Assert.Equal("count is '11' and must be a whole number, from 1 to 10 (set in layer 1, line 1, column 23)", Problem("count = 11"));
        Assert.Equal("mode is 'fastest' and must be one of slow, very-fast (set in layer 1, line 1, column 22)", Problem("mode = fastest"));
        Assert.StartsWith("most is '5KiB' and must be an amount of bytes such as 64KiB or 1MB, from 1KiB to 4KiB", Problem("most = 5KiB"));
        Assert.StartsWith(
            "inner.limit is '5' and must be a duration such as 500ms, 5s, 2m, 1h or 1d, from 1s to 1m, or off",
            Problem("inner.limit = 5"));
        Assert.StartsWith("ports is '[1, x]' and must be a list, each item a whole number", Problem("ports = [1, x]"));
        Assert.StartsWith("inner is a group of settings and cannot be '5'", Problem("inner = 5"));
        Assert.StartsWith("ratio is 'NaN'", Problem("ratio = NaN"));
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var error = Assert.Throws<SettingsException>(() => Bind("count = 0\nno-such = 1", "mode = x"));
        Assert.Equal(3, error.Problems.Count);
        Assert.StartsWith("3 settings cannot be used:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_between_settings_are_checked() =>
        Assert.Equal("inner.limit is below at-least", Problem("inner { at-least = 50, limit = 10s }"));

    [Fact]
    public void Stronger_layer_hides_a_value_and_a_whole_list()
    {
        var bound = Bind("count = 2, nodes = [a, b, c], inner.at-least = 4", "count = 3, nodes = [d]");
        Assert.Equal((3, 4), (bound.Settings.Count, bound.Settings.Inner.AtLeast));
        Assert.Equal(["d"], bound.Settings.Nodes);
        Assert.Empty(Bind("nodes = [a]", "nodes = []").Settings.Nodes);
    }

    [Fact]
    public void Code_lies_between_the_two_stacks_and_is_checked_alike()
    {
        var layers = new SettingLayers([Layer("count = 2, name = file", 1)], [Layer("count = 4", 2)]);
        var bound = SettingsBinder<Sample>.Bind(
            layers, settings => settings with { Count = 3, Name = "code", Inner = settings.Inner with { AtLeast = 5 } });
        Assert.Equal(("code", "code"), (bound.Settings.Name, Origin(bound, "name")));
        Assert.Equal((4, "layer 2, line 1, column 23"), (bound.Settings.Count, Origin(bound, "count")));
        Assert.Equal((5, "code"), (bound.Settings.Inner.AtLeast, Origin(bound, "inner.at-least")));

        var error = Assert.Throws<SettingsException>(() => SettingsBinder<Sample>.Bind(layers, settings => settings with { Count = 70 }));
        Assert.Equal("count is '70' and must be a whole number, from 1 to 10 (set in code)", error.Message);
    }

    private static BoundSettings<Sample> Bind(params string[] texts) =>
        SettingsBinder<Sample>.Bind(new SettingLayers([.. texts.Select((text, i) => Layer(text, i + 1))], []));

    private static SettingLayer Layer(string text, int number) =>
        SettingLayer.Of(new ConfigurationBuilder().AddHoconText($"actorstream {{ {text} }}", $"layer {number}").Build().Providers.Single());

    private static string Problem(string text) => Assert.Single(Assert.Throws<SettingsException>(() => Bind(text)).Problems);

    private static string Origin(BoundSettings<Sample> bound, string path) => bound.Values.Single(value => value.Path == path).Origin;

    internal sealed record Sample
    {
        [SettingRange("1", "10")]
        public int Count { get; init; } = 1;

        [SettingRange("0", "1")]
        public double Ratio { get; init; }

        public bool IsOn { get; init; }

        public string Name { get; init; } = "";

        public TimeSpan WaitTime { get; init; }

        [SettingRange("1KiB", "4KiB")]
        public ByteSize Most { get; init; } = ByteSize.KiB(1);

        public Mode Mode { get; init; }

        public IReadOnlyList<string> Nodes { get; init; } = [];

        public IReadOnlyList<int> Ports { get; init; } = [];

        public InnerSample Inner { get; init; } = new();

        public int Derived => Count * 2;
    }

    internal sealed record InnerSample : ICrossCheckedSettings
    {
        public int AtLeast { get; init; }

        [SettingRange("1s", "1m")]
        public TimeSpan? Limit { get; init; }

        public IEnumerable<string> BrokenRules()
        {
            if (Limit < TimeSpan.FromSeconds(AtLeast))
                yield return "limit is below at-least";
        }
    }

    internal enum Mode
    {
        Slow,
        VeryFast,
    }
}
