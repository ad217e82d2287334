using System.Globalization;
using System.Net;
using System.Text;

namespace ActorStream.Bench.Comparison;

/// <summary>Writes a drawing, in colours that follow the reader's: light or dark.</summary>
internal sealed class Svg(double width, double height)
{
    private const string Style = """
        <style>
        text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
        .title { font-size: 15px; font-weight: 600; } .quiet { fill: #59636e; font-size: 12px; } .line { stroke-width: 2; }
        .paper { fill: #ffffff; } .grid { stroke: #d8dee4; } .bound { stroke: #1f2328; }
        .c0 { fill: #8c959f; stroke: #8c959f; } .c1 { fill: #0969da; stroke: #0969da; } .c2 { fill: #bc4c00; stroke: #bc4c00; }
        .c3 { fill: #1a7f37; stroke: #1a7f37; } .c4 { fill: #8250df; stroke: #8250df; }
        @media (prefers-color-scheme: dark) {
        text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .paper { fill: #0d1117; } .grid { stroke: #30363d; } .bound { stroke: #f0f6fc; }
        .c0 { fill: #767e88; stroke: #767e88; } .c1 { fill: #4493f8; stroke: #4493f8; } .c2 { fill: #db6d28; stroke: #db6d28; }
        .c3 { fill: #3fb950; stroke: #3fb950; } .c4 { fill: #ab7df8; stroke: #ab7df8; }
        }
        </style>
        """;

    /// <summary>Colours there are; the first is grey.</summary>
    internal const int Colours = 5;

    private readonly StringBuilder _body = new();

    internal void Text(double x, double y, string text, string style = "", string anchor = "start") =>
        Add($"""<text x="{x:0.#}" y="{y:0.#}" class="{style}" text-anchor="{anchor}">{WebUtility.HtmlEncode(text)}</text>""");

    internal void Bar(double x, double y, double width, double height, int colour) =>
        Add($"""<rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}" rx="2" class="c{colour}"/>""");

    internal void Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" class="{style}"/>""");

    internal void Path(IEnumerable<(double X, double Y)> points, int colour)
    {
        var places = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")));
        Add($"""<polyline points="{places}" class="c{colour} line" style="fill:none"/>""");
    }

    internal void Dot(double x, double y, int colour) => Add($"""<circle cx="{x:0.#}" cy="{y:0.#}" r="3.5" class="c{colour}"/>""");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0.#} {height:0.#}" width="{width:0.#}" height="{height:0.#}" role="img">
        {Style}
        <rect class="paper" width="100%" height="100%"/>
        {_body}</svg>

        """);

    private void Add(FormattableString element) => _body.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
