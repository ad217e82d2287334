using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorStream.Hosting.Terminal;

/// <summary>A job's progress as a table that is drawn in place.</summary>
internal sealed class LiveTable(string job)
{
    /// <summary>Of the longest value, so that the table keeps its size.</summary>
    private const int ValueWidth = 32;

    private readonly RecordRate _rate = new();

    internal IRenderable Draw(JobProgress progress, TimeSpan elapsed)
    {
        var perSecond = _rate.Add(elapsed, progress.Records);
        var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn(new GridColumn().Width(ValueWidth));
        AddRow(grid, "state", progress.State == JobState.Restarting ? "[yellow]restarting[/]" : JobText.State(progress.State));
        AddRow(grid, "records", $"{JobText.Number(progress.Records)}   [green]{JobText.Rate(perSecond)}[/]");
        AddRow(grid, "watermark", JobText.Watermark(progress.Watermark));
        AddRow(grid, "checkpoint", JobText.Checkpoint(progress));
        AddRow(grid, "restarts", progress.Restarts == 0 ? "0" : $"[yellow]{progress.Restarts}[/]");
        return new Panel(grid).Header($" {Markup.Escape(job)} {elapsed:hh\\:mm\\:ss} ").RoundedBorder();
    }

    private static void AddRow(Grid grid, string name, string value) => grid.AddRow($"[grey]{name}[/]", value);
}
