using ActorStream;
using Nexmark;

// Each query is a job of its own, so the job's name must be known before its options are.
var given = args.SkipWhile(arg => arg != "--query").Skip(1).FirstOrDefault()
    ?? args.FirstOrDefault(arg => arg.StartsWith("--query=", StringComparison.Ordinal))?[8..];
if (given is not null && Query.All.All(known => known.Name != given))
{
    Console.Error.WriteLine($"There is no query '{given}'. There are {string.Join(", ", Query.All.Select(known => known.Name))}.");
    return 2;
}

// A run that keeps no rows has nothing to go on with: it starts anew each time.
var isMeasurement = !args.Any(arg => arg is "--out" or "--checkpoints" or "--from" || arg.StartsWith("--out=", StringComparison.Ordinal));
var app = ActorStreamHost.Create($"nexmark-{given ?? "q0"}", isMeasurement ? [.. args, "--fresh"] : args)
    .WithSettings(settings => settings with
    {
        Checkpoint = settings.Checkpoint with { Directory = "out/nexmark-checkpoints", Interval = TimeSpan.FromSeconds(1) },
    });
var query = app.Option("--query", "q0", "Which query: q0 to q22, without q6.");
var events = app.Option("--events", 10_000_000L, "How many events.").AtLeast(0);
var rate = app.Option("--rate", 0.0, "Events made per second; 0 is as many as can be.").AtLeast(0);
var eventRate = app.Option("--event-rate", 100_000.0, "Events per second of event time: how many fall into a window.").Between(0.001, 10_000_000);
var seed = app.Option("--seed", 1L, "Which events.");
var output = app.Option("--out", "", "Directory of committed rows; without it they are counted and discarded.");
var input = app.Option("--dump-input", "", "File to write the events to, once the job has finished.");
var (measurement, rows) = (new Measurement(), new RowCount());

return await app.RunAsync(
    job =>
    {
        var generator = Generator();
        IRows taken = output.Value.Length > 0 ? new CsvRowFiles(output.Value) : new NoRows(rows);
        Job.Declare(job, Query.Named(query.Value), First, events.Value, taken, rate.Value);

        Event First(long place)
        {
            if (place == 0) measurement.Start();
            return generator.At(place);
        }
    },
    finished: () =>
    {
        Console.WriteLine(measurement.Result(query.Value, events.Value) + (output.Value.Length > 0 ? "" : $"; {rows.Rows} rows"));
        if (input.Value.Length > 0) InputFile.Write(input.Value, Places().Select(Generator().At));
    });

EventGenerator Generator() => new(seed.Value, eventRate.Value);

IEnumerable<long> Places()
{
    for (var place = 0L; place < events.Value; place++) yield return place;
}
