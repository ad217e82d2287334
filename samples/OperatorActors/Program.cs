using ActorStream;
using ActorStream.Actors;
using OperatorActors;

// The flights again, with operators given as actors: Props say how to make each one and where it runs. The engine sends them batches,
// barriers and watermarks; state, timers and the two-phase commit are the same as for functions.
var app = ActorStreamHost.Create("flight-records", args);
var input = app.Option("--input", "samples/data/flights.csv", "CSV of flights");
var output = app.Option("--out", "out/flight-records", "directory of committed rows");

return await app.RunAsync(
    job => job
        .From(CsvFile.Read<Flight>(input.Value), uid: "flights")
        .Via(Props.Create(() => new PlausibleFlights()), uid: "plausible")
        .KeyBy(flight => flight.Origin)
        .Via(Props.Create(() => new DelayRecords()) with { Dispatcher = Dispatcher.Dedicated }, uid: "records")
        .To(CsvFile.ExactlyOnce<DelayRecord>(output.Value), uid: "out"),
    finished: () => Console.WriteLine($"Each airport's records, in the order in which they were broken: {Path.GetFullPath(output.Value)}"));
