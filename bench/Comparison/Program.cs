using System.Globalization;
using ActorStream.Bench.Comparison;

// Every engine on the same events in one go: see docs/performance.md.
//   dotnet run -c Release --project bench/Comparison [-- --workload NAME] [--quick] ...
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [ChildProcess.Command, var workloadName, var contestantName, var effortName])
{
    await ChildProcess.RunAsync(Catalog.Named(workloadName)[contestantName], effortName == "quick" ? Effort.Quick : Effort.Full);
    return 0;
}

if (args is [RecoveryJob.Command, var directory, var keys])
{
    await RecoveryJob.RunAsync(directory, long.Parse(keys, CultureInfo.InvariantCulture));
    return 0;
}

Options options;
IReadOnlyList<Workload> workloads;
try
{
    options = Options.Parse(args);
    workloads = options.Chosen(Catalog.All);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{Options.Usage}");
    return 2;
}

if (options.IsList)
{
    foreach (var workload in Catalog.All)
        Console.WriteLine($"{workload.Name,-16} {workload.Title}\n{"",-16} {string.Join(' ', workload.Contestants.Select(c => c.Name))}");
    return 0;
}

return await Report.RunAsync(options, workloads) ? 0 : 1;
