using System.Globalization;

namespace ActorStream.Bench.Comparison;

/// <summary>How something grows: a line per series, over powers.</summary>
internal static class LineChart
{
    private const double Width = 860;
    private const double Height = 360;
    private const double Left = 70;
    private const double Right = 250; // for the names of lines
    private const double Top = 70;
    private const double Bottom = 50;
    private const int Steps = 4;

    internal static string Of(Result result, string axis)
    {
        var (workload, figure) = (result.Workload, result.Workload.Main);
        var svg = new Svg(Width, Height);
        svg.Text(16, 26, workload.Title, "title");
        svg.Text(16, 46, $"{figure.Title} by {axis}", "quiet");
        var points = result.Standings
            .Where(s => s.Outcomes.Count > 0 && s.Contestant.Point is not null)
            .Select(s => (s.Contestant.Point!.Value.Series, s.Contestant.Point!.Value.At, Value: s.Median(figure) * figure.Scale))
            .ToArray();
        if (points.Length == 0) return svg.ToString();
        var most = Chart.RoundUp(points.Max(p => p.Value));
        var (first, last) = (Math.Log(points.Min(p => p.At)), Math.Log(points.Max(p => p.At)));
        for (var step = 0; step <= Steps; step++)
        {
            var value = most * step / Steps;
            svg.Line(Left, Y(value), Width - Right, Y(value), "grid");
            svg.Text(Left - 8, Y(value) + 4, Figure.Text(value), "quiet", "end");
        }

        foreach (var at in points.Select(p => p.At).Distinct()) svg.Text(X(at), Height - Bottom + 20, Short(at), "quiet", "middle");
        svg.Text((Left + Width - Right) / 2, Height - 10, axis, "quiet", "middle");
        var lines = points.GroupBy(p => p.Series).Select(line => line.OrderBy(p => p.At).ToArray()).ToArray();
        for (var i = 0; i < lines.Length; i++)
        {
            var (line, colour) = (lines[i], (i + 1) % Svg.Colours);
            svg.Path(line.Select(p => (X(p.At), Y(p.Value))), colour);
            foreach (var p in line) svg.Dot(X(p.At), Y(p.Value), colour);
            svg.Text(X(line[^1].At) + 10, Y(line[^1].Value) + 4, line[0].Series);
        }

        return svg.ToString();

        double X(double at) => Left + ((last > first ? (Math.Log(at) - first) / (last - first) : 0.5) * (Width - Left - Right));

        double Y(double value) => Height - Bottom - (value / most * (Height - Top - Bottom));
    }

    /// <summary>A number as short as it can be said: 10 k, 1 M.</summary>
    internal static string Short(double value) => value switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.##} M"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.##} k"),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
