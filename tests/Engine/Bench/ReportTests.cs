using System.Xml.Linq;
using ActorStream.Bench.Comparison;
using Xunit;

namespace ActorStream.Tests.Engine.Bench;

public sealed class ReportTests
{
    private static readonly Workload Work = new(
        "work", "Some <work> & more", "Remarks.",
        [Of("hand", "hand loop"), Of("engine-1s", "ActorStream"), Of("slow", "a | slow one"), Of("missing", "not here")])
    {
        References = ["hand"],
        Targets = [Target.AtLeast(0.5, "engine-1s", "hand"), Target.AtLeast(3, "engine-1s", "slow")],
    };

    [Fact]
    public void Ratios_and_targets_are_told()
    {
        var table = Standings.Of(Ran(check: 7));
        Assert.Equal(["hand loop", "8.00", "50 %", "1.00", "0.500 ×", "0", "ok"], table.Rows[0]);
        Assert.Equal(["ActorStream", "4.00", "50 %", "0.500", "", "0", "ok"], table.Rows[1]);
        Assert.Equal("2.00 ×", table.Rows[2][4]);
        Assert.Equal("not installed", table.Rows[3][1]);
        Assert.Equal(["met", "**missed**"], Standings.Targets(Ran(check: 7)).Select(t => t.Word));
    }

    [Fact]
    public void One_who_did_other_work_is_found()
    {
        Assert.True(Ran(check: 7).IsGood);
        var wrong = Ran(check: 8);
        Assert.False(wrong.IsGood);
        Assert.False(wrong.IsRight(wrong.Of("slow")!));
        Assert.True(wrong.IsRight(wrong.Of("hand")!));
        Assert.Contains("WRONG", Standings.Of(wrong).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_gets_what_was_measured_and_keeps_the_rest()
    {
        const string Text = "a\n<!-- comparison:work -->\nold\n<!-- /comparison:work -->\nb\n"
            + "<!-- comparison:other -->\nkept\n<!-- /comparison:other -->\n";
        Assert.Equal(Text.Replace("old", "new", StringComparison.Ordinal), Document.Filled(Text, "work", "new\n"));
        Assert.Equal(Text, Document.Filled(Text, "unknown", "new"));
        Assert.Throws<FormatException>(() => Document.Filled("<!-- comparison:work -->", "work", "new"));
    }

    [Fact]
    public void Cells_of_markdown_do_not_break_their_rows() =>
        Assert.Contains("| a \\| slow one |", Standings.Of(Ran(check: 7)).ToMarkdown(), StringComparison.Ordinal);

    [Fact]
    public void Charts_are_xml_with_a_bar_per_contestant_that_ran()
    {
        var svg = XDocument.Parse(Chart.Of(Ran(check: 7)));
        XNamespace name = "http://www.w3.org/2000/svg";
        var bars = svg.Descendants(name + "rect")
            .Where(r => r.Attribute("class")!.Value != "paper").Select(r => (double)r.Attribute("width")!).ToArray();
        Assert.Equal(3, bars.Length);
        Assert.Equal(2, bars[0] / bars[1], 2);
        Assert.Contains("Some <work> & more", svg.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_xml_with_a_point_per_measurement()
    {
        var standings = new[] { 1, 10, 100 }.Select(at => new Standing(Of($"p{at}", "p") with { Point = ("series", at) })).ToArray();
        foreach (var standing in standings) standing.Add(Outcome(2, null));
        var svg = XDocument.Parse(Chart.Of(new Result(Work with { Axis = "things" }, standings)));
        Assert.Equal(3, svg.Descendants().Count(e => e.Name.LocalName == "circle"));
    }

    [Fact]
    public void Only_workloads_of_chosen_contestants_run_and_unknown_ones_are_refused()
    {
        var options = Options.Parse(["--workload", "keyed-sum,keyed-sum,filter-map", "--engine", "faster"]);
        Assert.Equal(["keyed-sum"], options.Chosen(Catalog.All).Select(w => w.Name));
        var error = Assert.Throws<ArgumentException>(() => Options.Parse(["--workload", "filter-map", "--engine", "rx,faster"])
            .Chosen(Catalog.All));
        Assert.Contains("no contestant 'faster' in filter-map", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_read_and_refused()
    {
        var options = Options.Parse(["--quick", "--workload", "keyed-sum,latency", "--rounds", "2"]);
        Assert.True(options.IsQuick);
        Assert.Equal(["keyed-sum", "latency-100k", "latency-1m"], options.Chosen(Catalog.All).Select(w => w.Name));
        Assert.DoesNotContain(new Options().Chosen(Catalog.All), w => w.Name.StartsWith("growth", StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => Options.Parse(["--workloads"]));
        Assert.Throws<ArgumentException>(() => Options.Parse(["--rounds"]));
        Assert.Throws<ArgumentException>(() => Options.Parse(["--rounds", "0"]));
        Assert.Throws<ArgumentException>(() => Options.Parse(["--workload", "nothing"]).Chosen(Catalog.All));
        Assert.Throws<ArgumentException>(() => Options.Parse(["--markdown", "no-such-file.md"]));
        Assert.Throws<ArgumentException>(() => Options.Parse(["--quick", "--markdown", typeof(ReportTests).Assembly.Location]));
    }

    [Fact]
    public void Names_are_the_only_ones_of_their_kind()
    {
        Assert.Equal(Catalog.All.Count, Catalog.All.DistinctBy(w => w.Name).Count());
        Assert.All(Catalog.All, w => Assert.Equal(w.Contestants.Count, w.Contestants.DistinctBy(c => c.Name).Count()));
        Assert.All(Catalog.All, w => Assert.All(w.References, name => Assert.NotNull(w[name])));
        Assert.All(Catalog.All, w => Assert.All(w.Targets, target => Assert.NotNull(w[target.Contestant])));
    }

    private static Result Ran(long check)
    {
        var standings = Work.Contestants.Select(c => new Standing(c)).ToArray();
        foreach (var (rate, i) in new[] { 8e6, 4e6, 2e6 }.Select((rate, i) => (rate, i)))
        {
            // A drift from round to round that all have.
            foreach (var drift in new[] { 0.75, 1, 1.25 }) standings[i].Add(Outcome(rate * drift, i == 2 ? check : 7));
        }

        return new Result(Work, standings);
    }

    private static Outcome Outcome(double rate, long? check) =>
        new(check, new Dictionary<string, double> { ["rate"] = rate, ["allocated"] = 0 });

    private static Contestant Of(string name, string title) => new(name, title, _ => throw new NotSupportedException())
    {
        Missing = name == "missing" ? "not installed" : null,
    };
}
