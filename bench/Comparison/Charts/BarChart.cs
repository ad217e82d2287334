namespace ActorStream.Bench.Comparison;

/// <summary>A bar per contestant: its median, and from the least to the greatest of its rounds.</summary>
internal static class BarChart
{
    private const double Width = 860;
    private const double Labels = 370;
    private const double Top = 62;
    private const double Row = 26;
    private const double Thick = 16;
    private const double Right = 70; // for the figure behind the longest bar

    internal static string Of(Result result)
    {
        var (workload, figure) = (result.Workload, result.Workload.Main);
        var shown = result.Standings.Where(s => s.Outcomes.Count > 0).ToArray();
        var svg = new Svg(Width, Top + (shown.Length * Row) + 12);
        svg.Text(16, 26, workload.Title, "title");
        var rounds = shown.Select(s => s.Outcomes.Count).DefaultIfEmpty().Max();
        svg.Text(16, 46, $"{figure.Title}, median of {rounds} processes each; the line goes from the least to the greatest", "quiet");
        var most = shown.SelectMany(s => s.Of(figure)).OfType<double>().DefaultIfEmpty(1).Max();
        var unit = (Width - Labels - Right) / most;
        for (var i = 0; i < shown.Length; i++)
        {
            var (standing, y) = (shown[i], Top + (i * Row));
            var (middle, values) = (y + (Thick / 2), standing.Of(figure).OfType<double>().ToArray());
            svg.Text(Labels - 10, middle + 4.5, standing.Contestant.Title, anchor: "end");
            svg.Bar(Labels, y, Math.Max(1, standing.Median(figure) * unit), Thick, standing.Contestant.IsEngine ? 1 : 0);
            svg.Line(Labels + (values.Min() * unit), middle, Labels + (values.Max() * unit), middle, "bound");
            svg.Text(Labels + (values.Max() * unit) + 8, middle + 4.5, figure.Shown(standing.Median(figure)));
        }

        return svg.ToString();
    }
}
