using System.Globalization;
using Spectre.Console;

namespace FlightDelays;

/// <summary>Shows what the job committed, read back from its files as anybody may read them.</summary>
public static class WorstDays
{
    private const int Rows = 10;
    private const int FewestFlights = 10;
    private static readonly string[] Columns = ["origin", "day", "flights", "mean delay", "max delay", "late share"];

    /// <summary>Prints the airports' days with the largest mean delay: a table in a terminal, plain lines anywhere else.</summary>
    public static void Show(string directory)
    {
        var files = Directory.EnumerateFiles(directory).Where(path => Path.GetFileName(path)[0] is not ('.' or '_')).ToList();
        var days = files.SelectMany(file => File.ReadLines(file).Skip(1)).Select(row => row.Split(',')).ToList();
        var worst = days
            .Where(day => long.Parse(day[2], CultureInfo.InvariantCulture) >= FewestFlights)
            .OrderByDescending(day => decimal.Parse(day[3], CultureInfo.InvariantCulture))
            .ThenBy(day => day[0], StringComparer.Ordinal)
            .Take(Rows)
            .ToList();
        Console.WriteLine($"The worst of {days.Count} airport-days with at least {FewestFlights} flights (delays in minutes):");
        if (Console.IsOutputRedirected)
        {
            foreach (var day in worst.Prepend(Columns))
            {
                Console.WriteLine($"  {day[0],-6} {day[1],-10} {day[2],7} {day[3],12} {day[4],10} {day[5],11}");
            }
        }
        else
        {
            AnsiConsole.Write(Table(worst));
        }

        Console.WriteLine($"All rows: {files.Count} files in {Path.GetFullPath(directory)}");
    }

    private static Table Table(List<string[]> days)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var (index, column) in Columns.Index())
        {
            table.AddColumn(index < 2 ? new TableColumn(column) : new TableColumn(column).RightAligned());
        }

        foreach (var day in days)
        {
            table.AddRow([.. day.Select(Markup.Escape)]);
        }

        return table;
    }
}
