using ActorStream;
using FlightDelays;

var app = ActorStreamHost.Create("flight-delays", args).WithSettings(settings => settings with
{
    Checkpoint = settings.Checkpoint with { Directory = "out/checkpoints", Interval = TimeSpan.FromMilliseconds(500) },
});
var input = app.Option("--input", "samples/data/flights.csv", "CSV of flights.");
var output = app.Option("--out", "out/flight-delays", "Directory of committed rows; those rejected go to one beside it, ending in -rejected.");
var rate = app.Option("--rate", 25_000L, "Records per second in all; 0: as fast as it can.").AtLeast(0);
var badRows = app.Option("--bad-rows", BadRows.Fail, "What a malformed row does: fail the job, or go to the rejected rows.");
var failAfter = app.Option("--fail-after", 0L, "Throw once after so many records, to show a recovery; 0: never.").AtLeast(0);

return await app.RunAsync(
    job =>
    {
        var failure = new FailOnce(failAfter.Value);
        Flights(job)
            .Select(failure.Pass)
            .WithWatermarks(flight => flight.Departure.Time, outOfOrder: TimeSpan.FromMinutes(5))
            .KeyBy(flight => flight.Origin)
            .Window(TumblingWindows.Of(TimeSpan.FromDays(1)))
            .Aggregate(new DelayStatistics(), uid: "daily-delay")
            .To(CsvFile.ExactlyOnce<DailyDelay>(output.Value), uid: "out");
    },
    finished: () => WorstDays.Print(output.Value));

DataStream<Flight> Flights(JobBuilder job)
{
    var options = new CsvReadOptions<Flight> { OrderedBy = flight => flight.Departure.Time };
    if (badRows.Value == BadRows.Fail)
        return job.From(CsvFile.Read(input.Value, options), uid: "flights", rate.Value);

    var rows = job.From(CsvFile.ReadRows(input.Value, options), uid: "flights", rate.Value);
    rows.Rejected().To(CsvFile.ExactlyOnce<RejectedRow>($"{output.Value}-rejected"), uid: "rejected");
    return rows.Valid();
}

namespace FlightDelays
{
    enum BadRows
    {
        Fail,
        Reject,
    }
}
