using ActorStream;
using FlightDelays;

var app = ActorStreamHost.Create("flight-delays", args)
    .WithSettings(settings => settings with
    {
        Checkpoint = settings.Checkpoint with { Directory = "out/flight-delays-checkpoints", Interval = TimeSpan.FromSeconds(1) },
    });
var input = app.Option("--input", "samples/data/flights.csv", "CSV of flights");
var output = app.Option("--out", "out/flight-delays", "Directory of committed rows; rejected ones go beside it.");
var rate = app.Option("--rate", 25_000, "Records per second in all; 0 is as fast as it can.").AtLeast(0);
var failAfter = app.Option("--fail-after", 0L, "An operator throws once after so many records; 0 is never.").AtLeast(0);
var badRows = app.Option("--bad-rows", BadRows.Fail, "What a malformed row does: fail the job, or be rejected into a file.");
var outOfOrder = TimeSpan.FromMinutes(5);

return await app.RunAsync(
    job =>
    {
        var fault = new InjectedFault(failAfter.Value);
        Flights(job)
            .Where(_ => fault.Pass())
            .WithWatermarks(f => f.Departure, outOfOrder)
            .KeyBy(f => f.Origin)
            .Window(TumblingWindows.Of(TimeSpan.FromDays(1)))
            .Aggregate(new DelayStatistics(), uid: "daily-delay")
            .To(CsvFile.ExactlyOnce<DailyDelay>(output.Value), uid: "out");
    },
    finished: () => WorstDays.Show(output.Value));

// The file is sorted by departure, so a day can end while later parts of the file still wait to be read.
DataStream<Flight> Flights(JobBuilder job)
{
    var sorted = new CsvReadOptions<Flight> { OrderedBy = f => f.Departure, Disorder = outOfOrder };
    if (badRows.Value == BadRows.Fail)
    {
        return job.From(CsvFile.Read(input.Value, sorted), uid: "flights", rate.Value);
    }

    var rows = job.From(CsvFile.ReadRows(input.Value, sorted), uid: "flights", rate.Value);
    rows.Rejected().To(CsvFile.ExactlyOnce<RejectedRow>(Path.TrimEndingDirectorySeparator(output.Value) + "-rejected"), uid: "rejected");
    return rows.Valid();
}
