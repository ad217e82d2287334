using System.Globalization;
using Spectre.Console;

namespace FlightDelays;

/// <summary>The end of the show: what was committed, read as any reader would.</summary>
static class WorstDays
{
    const int Shown = 10;
    const int LeastFlights = 20;

    public static void Print(string directory)
    {
        var table = new Table
        {
            Title = new TableTitle($"The {Shown} worst days of airports with at least {LeastFlights} flights"),
            Border = Console.IsOutputRedirected ? TableBorder.None : TableBorder.Rounded,
        };
        table.AddColumns("origin", "day");
        foreach (var number in (string[])["flights", "mean delay", "longest", "late"])
            table.AddColumn(number, column => column.RightAligned());
        foreach (var row in Rows(directory).Where(row => row.Flights >= LeastFlights).OrderByDescending(row => row.MeanDelay).Take(Shown))
        {
            table.AddRow(string.Create(CultureInfo.InvariantCulture,
                $"{row.Origin}|{row.Day:yyyy-MM-dd}|{row.Flights}|{row.MeanDelay:F1} min|{row.MaxDelay} min|{row.LateShare:P0}").Split('|'));
        }

        Terminal().Write(table);
        Console.WriteLine($"Committed rows: {Path.GetFullPath(directory)}");
    }

    /// <summary>Piped to a file, no colours.</summary>
    static IAnsiConsole Terminal() => AnsiConsole.Create(Console.IsOutputRedirected
        ? new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors }
        : new AnsiConsoleSettings());

    /// <summary>Committed is what starts with neither '.' nor '_'.</summary>
    static IEnumerable<DailyDelay> Rows(string directory) =>
        from file in Directory.EnumerateFiles(directory)
        where Path.GetFileName(file)[0] is not ('.' or '_')
        from line in File.ReadLines(file).Skip(1)
        let fields = line.Split(',')
        select new DailyDelay(fields[0], DateOnly.Parse(fields[1], CultureInfo.InvariantCulture), Number(fields[2]), Decimal(fields[3]),
            Number(fields[4]), Decimal(fields[5]));

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
